import { z } from 'zod';
import type { TenantId } from '../contract/ids.ts';
import type { AccountsParts } from './parts.ts';
import { hashPassword, newPassword, passwordFault } from './password.ts';
import type { Role } from './role.ts';
import { insertUser, type User } from './user-store.ts';

/** Logins are told apart without regard to case. */
export const loginSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u);

export interface NewUser {
  readonly login: string;
  readonly displayName?: string | undefined;
  readonly role: Role;
  /** Made up where absent, and returned. */
  readonly password?: string | undefined;
}

export type CreateUserAnswer =
  | { readonly ok: true; readonly user: User; readonly password: string }
  | {
      readonly ok: false;
      readonly reason: 'login-invalid' | 'login-taken' | 'password-too-short' | 'password-too-long';
    };

/** Makes a user of a tenant. */
export async function createUser(
  { database, random, newId, scryptCost }: AccountsParts,
  tenantId: TenantId,
  wanted: NewUser,
): Promise<CreateUserAnswer> {
  const login = loginSchema.safeParse(wanted.login);
  if (!login.success) return { ok: false, reason: 'login-invalid' };
  const password = wanted.password ?? newPassword(random);
  const fault = passwordFault(password);
  if (fault) return { ok: false, reason: fault };
  const passwordHash = await hashPassword(password, random, scryptCost);
  const user = await database.withTenant(tenantId, (db) =>
    insertUser(db, {
      id: newId(),
      login: login.data,
      displayName: wanted.displayName ?? wanted.login,
      role: wanted.role,
      passwordHash,
    }),
  );
  return user ? { ok: true, user, password } : { ok: false, reason: 'login-taken' };
}
