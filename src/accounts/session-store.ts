import { sql } from 'kysely';
import { userIdSchema, type UserId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import type { Principal } from './principal.ts';
import { roleSchema } from './role.ts';
import type { Token } from './token.ts';

/** A session ends when it was not used for so long. */
const idleForMs = 12 * 3_600_000;

const idle = sql`${idleForMs} * interval '1 millisecond'`;

/** Opens a session and forgets those that have expired. */
export async function insertSession(db: TenantTransaction, token: Token, userId: UserId): Promise<Date> {
  await db
    .deleteFrom('sessions')
    .where('expires_at', '<', sql<Date>`now()`)
    .execute();
  const { expires_at } = await db
    .insertInto('sessions')
    .values({ token_hash: token.hash, user_id: userId, expires_at: sql<Date>`now() + ${idle}` })
    .returning('expires_at')
    .executeTakeFirstOrThrow();
  return expires_at;
}

/** Whose session it is, if it is one and its user may still sign in. Use prolongs it, with one write in half its life. */
export async function useSession(db: TenantTransaction, token: Token): Promise<Principal | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['users.id', 'users.login', 'users.display_name', 'users.role'])
    .select(sql<boolean>`sessions.expires_at < now() + ${idle} / 2`.as('ageing'))
    .where('sessions.token_hash', '=', token.hash)
    .where('sessions.expires_at', '>', sql<Date>`now()`)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  if (row.ageing)
    await db
      .updateTable('sessions')
      .set({ expires_at: sql<Date>`now() + ${idle}` })
      .where('token_hash', '=', token.hash)
      .execute();
  return {
    kind: 'user',
    tenantId: token.tenantId,
    userId: userIdSchema.parse(row.id),
    login: row.login,
    displayName: row.display_name,
    role: roleSchema.parse(row.role),
  };
}

export async function deleteSession(db: TenantTransaction, token: Token): Promise<void> {
  await db.deleteFrom('sessions').where('token_hash', '=', token.hash).execute();
}

/** Ends a user's sessions, but for the one that asks. */
export async function deleteSessionsOf(db: TenantTransaction, userId: UserId, keep: Token | null): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .$if(keep !== null, (query) => query.where('token_hash', '<>', keep?.hash ?? Buffer.alloc(0)))
    .execute();
}
