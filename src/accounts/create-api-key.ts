import type { ApiScope } from '../contract/api-scope.ts';
import type { TenantId } from '../contract/ids.ts';
import { insertApiKey } from './api-key-store.ts';
import type { AccountsParts } from './parts.ts';
import { issueToken } from './token.ts';

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  /** Who makes it: a login, or `cli`. */
  readonly createdBy: string;
  readonly expiresAtMs?: number | undefined;
}

export type CreateApiKeyAnswer =
  | { readonly ok: true; readonly keyId: string; readonly key: string }
  | { readonly ok: false; readonly reason: 'name-taken' | 'name-invalid' | 'no-scope' };

const hintLength = 4;
const longestName = 64;

/** Makes a key; only its hash is kept, so its text can be told this once. */
export async function createApiKey(
  { database, random, newId }: AccountsParts,
  tenantId: TenantId,
  { name, scopes, createdBy, expiresAtMs }: NewApiKey,
): Promise<CreateApiKeyAnswer> {
  if (name.trim() === '' || name.length > longestName) return { ok: false, reason: 'name-invalid' };
  if (scopes.length === 0) return { ok: false, reason: 'no-scope' };
  const { text, token } = issueToken('api-key', tenantId, random);
  const keyId = newId();
  const row = {
    keyId,
    name,
    token,
    hint: text.slice(-hintLength),
    scopes,
    createdBy,
    expiresAtMs: expiresAtMs ?? null,
  };
  const kept = await database.withTenant(tenantId, (db) => insertApiKey(db, row));
  return kept ? { ok: true, keyId, key: text } : { ok: false, reason: 'name-taken' };
}
