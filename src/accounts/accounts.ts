import type { TenantId, UserId } from '../contract/ids.ts';
import type { NewId } from '../foundation/ids.ts';
import type { Random } from '../foundation/random.ts';
import type { Database } from '../storage/index.ts';
import { listApiKeys, revokeApiKey, type ApiKey } from './api-key-store.ts';
import { changePassword, resetPassword, type ChangePasswordAnswer } from './change-password.ts';
import { changeUser, type ChangeUserAnswer, type UserChange } from './change-user.ts';
import { createApiKey, type CreateApiKeyAnswer, type NewApiKey } from './create-api-key.ts';
import { createTenant, firstStart, type CreateTenantAnswer, type FirstCredentials } from './create-tenant.ts';
import { createUser, type CreateUserAnswer, type NewUser } from './create-user.ts';
import type { AccountsParts } from './parts.ts';
import { usualCost, type ScryptCost } from './password.ts';
import type { Principal } from './principal.ts';
import { authenticate, signIn, signOut, type SignInAnswer, type SignInRequest } from './sign-in.ts';
import { findTenant, listTenants, type Tenant } from './tenant-store.ts';
import { listUsers, type User } from './user-store.ts';

/** Tenants, their users and keys, and who somebody is. Refusals are answers; only a broken world rejects. */
export interface Accounts {
  /** Makes tenant `default` and user `admin` at the very first start; null ever after. The password is to be printed once. */
  firstStart(): Promise<FirstCredentials | null>;
  /** Makes a tenant with its first owner, whose password is told this once. */
  createTenant(tenant: { name: string; displayName?: string | undefined }): Promise<CreateTenantAnswer>;
  listTenants(): Promise<Tenant[]>;
  findTenant(name: string): Promise<TenantId | null>;

  createUser(tenantId: TenantId, user: NewUser): Promise<CreateUserAnswer>;
  listUsers(tenantId: TenantId): Promise<User[]>;
  changeUser(tenantId: TenantId, userId: UserId, change: UserChange): Promise<ChangeUserAnswer>;
  /** A new password for somebody, told this once; null where there is no such user. Ends their sessions. */
  resetPassword(tenantId: TenantId, userId: UserId): Promise<string | null>;
  /** One's own new password. Ends one's other sessions. */
  changePassword(
    principal: Extract<Principal, { kind: 'user' }>,
    change: { current: string; next: string; sessionToken?: string | undefined },
  ): Promise<ChangePasswordAnswer>;

  signIn(request: SignInRequest): Promise<SignInAnswer>;
  signOut(token: string): Promise<void>;
  /** Who a session token or an API key speaks for, or null. */
  authenticate(token: string): Promise<Principal | null>;

  /** Makes a key; its text is told this once. */
  createApiKey(tenantId: TenantId, key: NewApiKey): Promise<CreateApiKeyAnswer>;
  listApiKeys(tenantId: TenantId): Promise<ApiKey[]>;
  /** By its id or its name; false where there was no such key in use. */
  revokeApiKey(tenantId: TenantId, key: string): Promise<boolean>;
}

export function openAccounts(options: {
  readonly database: Database;
  readonly random: Random;
  readonly newId: NewId;
  readonly scryptCost?: ScryptCost;
}): Accounts {
  const parts: AccountsParts = { scryptCost: usualCost, ...options };
  const { database } = options;
  return {
    firstStart: () => firstStart(parts),
    createTenant: (tenant) => createTenant(parts, tenant),
    listTenants: () => listTenants(database),
    findTenant: (name) => findTenant(database, name),
    createUser: (tenantId, user) => createUser(parts, tenantId, user),
    listUsers: (tenantId) => database.withTenant(tenantId, listUsers),
    changeUser: (tenantId, userId, change) => changeUser(parts, tenantId, userId, change),
    resetPassword: (tenantId, userId) => resetPassword(parts, tenantId, userId),
    changePassword: (principal, change) => changePassword(parts, principal, change),
    signIn: (request) => signIn(parts, request),
    signOut: (token) => signOut(parts, token),
    authenticate: (token) => authenticate(parts, token),
    createApiKey: (tenantId, key) => createApiKey(parts, tenantId, key),
    listApiKeys: (tenantId) => database.withTenant(tenantId, listApiKeys),
    revokeApiKey: (tenantId, key) => database.withTenant(tenantId, (db) => revokeApiKey(db, key)),
  };
}
