import { z } from 'zod';
import type { TenantId } from '../contract/ids.ts';
import { createUser } from './create-user.ts';
import type { AccountsParts } from './parts.ts';
import { findTenant, insertTenant } from './tenant-store.ts';
import { hasUsers } from './user-store.ts';

const tenantNameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);

/** How the first user of a tenant signs in. The password is told this once. */
export interface FirstCredentials {
  readonly tenantId: TenantId;
  readonly tenant: string;
  readonly login: string;
  readonly password: string;
}

export type CreateTenantAnswer =
  | { readonly ok: true; readonly credentials: FirstCredentials }
  | { readonly ok: false; readonly reason: 'name-invalid' | 'name-taken' };

const firstLogin = 'admin';

async function createFirstOwner(
  parts: AccountsParts,
  tenantId: TenantId,
  tenant: string,
): Promise<FirstCredentials | null> {
  const made = await createUser(parts, tenantId, { login: firstLogin, displayName: firstLogin, role: 'owner' });
  return made.ok ? { tenantId, tenant, login: firstLogin, password: made.password } : null;
}

/** Makes a tenant with its first owner. */
export async function createTenant(
  parts: AccountsParts,
  { name, displayName }: { readonly name: string; readonly displayName?: string | undefined },
): Promise<CreateTenantAnswer> {
  if (!tenantNameSchema.safeParse(name).success) return { ok: false, reason: 'name-invalid' };
  const tenantId = await insertTenant(parts.database, {
    tenantId: parts.newId(),
    name,
    displayName: displayName ?? name,
  });
  const credentials = tenantId && (await createFirstOwner(parts, tenantId, name));
  return credentials ? { ok: true, credentials } : { ok: false, reason: 'name-taken' };
}

const defaultTenant = 'default';

/**
 * At the very first start makes the tenant `default` and its user `admin`, and returns the password to print; null at all
 * later starts, and for all but one of several nodes that start together. A start that was cut short is made good.
 */
export async function firstStart(parts: AccountsParts): Promise<FirstCredentials | null> {
  const { database } = parts;
  const made = await insertTenant(database, {
    tenantId: parts.newId(),
    name: defaultTenant,
    displayName: '默认租户',
  });
  const tenantId = made ?? (await findTenant(database, defaultTenant));
  if (tenantId === null || (await database.withTenant(tenantId, hasUsers))) return null;
  return createFirstOwner(parts, tenantId, defaultTenant);
}
