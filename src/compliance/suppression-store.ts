import { sql } from 'kysely';
import type { Insertable } from 'kysely';
import type { CallPurpose } from '../contract/dial-permit.ts';
import type { Tables, TenantTransaction } from '../storage/index.ts';

/** Adds them all; one of a call that is there already is left as it is. */
export async function insertSuppressions(
  db: TenantTransaction,
  rows: readonly Insertable<Tables['suppressions']>[],
): Promise<void> {
  if (rows.length === 0) return;
  await db
    .insertInto('suppressions')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Of these numbers, those whose newest suppression no consent of any purpose is newer than. */
export async function findSuppressed(db: TenantTransaction, hashes: readonly Buffer[]): Promise<Set<string>> {
  const { rows } = await sql<{ hash: string }>`
    select encode(s.number_hash, 'hex') as hash from suppressions s
      where s.number_hash = any(${hashes})
        and not exists (select from consents c where c.number_hash = s.number_hash and c.at > s.at)`.execute(db);
  return new Set(rows.map(({ hash }) => hash));
}

export interface SuppressionEntry {
  readonly numberMasked: string;
  readonly reason: string;
  readonly source: string;
  readonly callId: string | null;
  readonly atMs: number;
}

function entryOf(row: {
  number_masked: string;
  reason: string;
  source: string;
  call_id: string | null;
  at: Date;
}): SuppressionEntry {
  const { number_masked: numberMasked, reason, source, call_id: callId, at } = row;
  return { numberMasked, reason, source, callId, atMs: at.getTime() };
}

export async function findSuppression(db: TenantTransaction, numberHash: Buffer): Promise<SuppressionEntry | null> {
  const row = await db
    .selectFrom('suppressions')
    .select(['number_masked', 'reason', 'source', 'call_id', 'at'])
    .where('number_hash', '=', numberHash)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? entryOf(row) : null;
}

export async function selectSuppressions(
  db: TenantTransaction,
  limit: number,
  offset: number,
): Promise<SuppressionEntry[]> {
  const rows = await db
    .selectFrom('suppressions')
    .select(['number_masked', 'reason', 'source', 'call_id', 'at'])
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(entryOf);
}

export async function suppressOnPlatform(
  db: TenantTransaction,
  numberHash: Buffer,
  why: { readonly reason: string; readonly source: string; readonly atMs: number },
): Promise<void> {
  await sql`select platform_suppress(${numberHash}, ${why.reason}, ${why.source}, ${new Date(why.atMs)})`.execute(db);
}

/** Whether there was one to lift. */
export async function unsuppressOnPlatform(db: TenantTransaction, numberHash: Buffer): Promise<boolean> {
  const { rows } = await sql<{ lifted: boolean }>`select platform_unsuppress(${numberHash}) as lifted`.execute(db);
  return rows[0]?.lifted ?? false;
}

export async function isSuppressedOnPlatform(db: TenantTransaction, numberHash: Buffer): Promise<boolean> {
  const { rows } = await sql<{ suppressed: boolean }>`select platform_suppressed(${numberHash}) as suppressed`.execute(
    db,
  );
  return rows[0]?.suppressed ?? false;
}

export async function insertConsents(
  db: TenantTransaction,
  rows: readonly Insertable<Tables['consents']>[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const inserted = await db
    .insertInto('consents')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(inserted.numInsertedOrUpdatedRows ?? 0n);
}

export interface ConsentEntry {
  readonly purpose: CallPurpose;
  readonly source: string;
  readonly evidence: string;
  readonly atMs: number;
}

/** What this person agreed to, newest first. */
export async function selectConsents(db: TenantTransaction, numberHash: Buffer): Promise<ConsentEntry[]> {
  const rows = await db
    .selectFrom('consents')
    .select(['purpose', 'source', 'evidence', 'at'])
    .where('number_hash', '=', numberHash)
    .orderBy('at', 'desc')
    .execute();
  return rows.map(({ at, ...rest }) => ({ ...rest, atMs: at.getTime() }));
}
