import { sql } from 'kysely';
import { z } from 'zod';
import type { TenantTransaction } from '../storage/index.ts';
import type { Principal } from './principal.ts';
import { actionSchema, type Action } from './role.ts';
import type { Token } from './token.ts';

export interface ApiKey {
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly Action[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  /** To the minute. */
  readonly lastUsedAtMs: number | null;
}

/** A scope that this version does not know allows nothing. */
const knownScopes = (scopes: readonly string[]): Action[] =>
  scopes.flatMap((scope) => {
    const known = actionSchema.safeParse(scope);
    return known.success ? [known.data] : [];
  });

const columns = ['id', 'name', 'scopes', 'created_at', 'expires_at', 'revoked_at', 'last_used_at'] as const;

export async function insertApiKey(
  db: TenantTransaction,
  key: { keyId: string; name: string; token: Token; scopes: readonly Action[]; expiresAtMs: number | null },
): Promise<void> {
  await db
    .insertInto('api_keys')
    .values({
      id: key.keyId,
      name: key.name,
      key_hash: key.token.hash,
      scopes: z.array(z.string()).parse(key.scopes),
      expires_at: key.expiresAtMs === null ? null : new Date(key.expiresAtMs),
    })
    .execute();
}

export async function listApiKeys(db: TenantTransaction): Promise<ApiKey[]> {
  const rows = await db.selectFrom('api_keys').select(columns).orderBy('created_at').execute();
  return rows.map((row) => ({
    keyId: row.id,
    name: row.name,
    scopes: knownScopes(row.scopes),
    createdAtMs: row.created_at.getTime(),
    expiresAtMs: row.expires_at?.getTime() ?? null,
    revokedAtMs: row.revoked_at?.getTime() ?? null,
    lastUsedAtMs: row.last_used_at?.getTime() ?? null,
  }));
}

/** False where there is no such key in use. */
export async function revokeApiKey(db: TenantTransaction, keyId: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('api_keys')
    .set({ revoked_at: sql<Date>`now()` })
    .where('id', '=', keyId)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Whose key it is, if it is one and was neither revoked nor has expired. */
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
