import type { TenantId, UserId } from '../contract/ids.ts';
import type { AccountsParts } from './parts.ts';
import type { Role } from './role.ts';
import { deleteSessionsOf } from './session-store.ts';
import { lockOwners, updateUser, type User } from './user-store.ts';

export interface UserChange {
  readonly role?: Role | undefined;
  readonly displayName?: string | undefined;
  readonly disabled?: boolean | undefined;
}

export type ChangeUserAnswer =
  | { readonly ok: true; readonly user: User }
  | { readonly ok: false; readonly reason: 'no-such-user' | 'last-owner' };

/** Changes a user; one who is disabled is signed out everywhere. A tenant always keeps an owner who can sign in. */
export async function changeUser(
  { database }: AccountsParts,
  tenantId: TenantId,
  userId: UserId,
  change: UserChange,
): Promise<ChangeUserAnswer> {
  return database.withTenant(tenantId, async (db) => {
    const owners = await lockOwners(db);
    const stopsBeingOwner = change.disabled === true || (change.role !== undefined && change.role !== 'owner');
    if (stopsBeingOwner && owners.length === 1 && owners[0] === userId) return { ok: false, reason: 'last-owner' };
    if (change.disabled === true) await deleteSessionsOf(db, userId, null);
    const user = await updateUser(db, userId, change);
    return user ? { ok: true, user } : { ok: false, reason: 'no-such-user' };
  });
}
