import { sql } from 'kysely';
import { z } from 'zod';
import { apiScopeSchema, type ApiScope } from '../contract/api-scope.ts';
import type { TenantTransaction } from '../storage/index.ts';
import type { Principal } from './principal.ts';
import type { Token } from './token.ts';

export interface ApiKey {
  readonly keyId: string;
  readonly name: string;
  /** Its last letters. */
  readonly hint: string;
  readonly scopes: readonly ApiScope[];
  /** Who made it: a login, or `cli`. */
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  /** To the minute. */
  readonly lastUsedAtMs: number | null;
}

/** A scope that this version does not know allows nothing. */
const knownScopes = (scopes: readonly string[]): ApiScope[] =>
  scopes.flatMap((scope) => {
    const known = apiScopeSchema.safeParse(scope);
    return known.success ? [known.data] : [];
  });

const columns = [
  'id',
  'name',
  'hint',
  'scopes',
  'created_by',
  'created_at',
  'expires_at',
  'revoked_at',
  'last_used_at',
] as const;

/** False where a key of that name is in use. */
export async function insertApiKey(
  db: TenantTransaction,
  key: Pick<ApiKey, 'keyId' | 'name' | 'hint' | 'scopes' | 'createdBy' | 'expiresAtMs'> & { readonly token: Token },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('api_keys')
    .values({
      id: key.keyId,
      name: key.name,
      key_hash: key.token.hash,
      hint: key.hint,
      scopes: z.array(z.string()).parse(key.scopes),
      created_by: key.createdBy,
      expires_at: key.expiresAtMs === null ? null : new Date(key.expiresAtMs),
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).where('revoked_at', 'is', null).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

export async function listApiKeys(db: TenantTransaction): Promise<ApiKey[]> {
  const rows = await db.selectFrom('api_keys').select(columns).orderBy('created_at').execute();
  return rows.map((row) => ({
    keyId: row.id,
    name: row.name,
    hint: row.hint,
    scopes: knownScopes(row.scopes),
    createdBy: row.created_by,
    createdAtMs: row.created_at.getTime(),
    expiresAtMs: row.expires_at?.getTime() ?? null,
    revokedAtMs: row.revoked_at?.getTime() ?? null,
    lastUsedAtMs: row.last_used_at?.getTime() ?? null,
  }));
}

/** Revokes a key by its id or its name; false where there is no such key in use. */
export async function revokeApiKey(db: TenantTransaction, key: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('api_keys')
    .set({ revoked_at: sql<Date>`now()` })
    .where((where) => where.or([where(sql<string>`id::text`, '=', key), where('name', '=', key)]))
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/**
 * Whose key it is, if it is one and was neither revoked nor has expired. What is compared is the hash of 256 random bits:
 * how long that takes tells nothing of the key.
 */
export async function useApiKey(db: TenantTransaction, token: Token): Promise<Principal | null> {
  const row = await db
    .selectFrom('api_keys')
    .select(['id', 'name', 'scopes'])
    .select(sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`.as('ageing'))
    .where('key_hash', '=', token.hash)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', sql<Date>`now()`)]))
    .executeTakeFirst();
  if (!row) return null;
  if (row.ageing)
    await db
      .updateTable('api_keys')
      .set({ last_used_at: sql<Date>`now()` })
      .where('id', '=', row.id)
      .execute();
  return {
    kind: 'api-key',
    tenantId: token.tenantId,
    keyId: row.id,
    name: row.name,
    scopes: knownScopes(row.scopes),
  };
}
