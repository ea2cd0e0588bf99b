import { sql } from 'kysely';
import type { AttemptId } from '../contract/ids.ts';
import type { CallPurpose } from '../contract/dial-permit.ts';
import type { Tables, TenantTransaction } from '../storage/index.ts';
import type { Insertable } from 'kysely';

/** What the platform knows of a callee, read under the lock that `lockCallee` took. */
export interface LockedCallee {
  readonly lockedAtMs: number;
  readonly dialedAtMs: readonly number[];
  readonly suppressedByPlatform: boolean;
}

/** From here to the end of the transaction nobody else judges or counts this callee. */
export async function lockCallee(db: TenantTransaction, numberHash: Buffer): Promise<LockedCallee> {
  const { rows } = await sql<{ locked_at: Date; dialed_at: Date[]; suppressed: boolean }>`
    select * from lock_callee(${numberHash})`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('lock_callee gave no row');
  return {
    lockedAtMs: row.locked_at.getTime(),
    dialedAtMs: row.dialed_at.map((at) => at.getTime()),
    suppressedByPlatform: row.suppressed,
  };
}

/** Takes an attempt out of the ledger that another to the same number takes the place of; none of another number's. */
export async function uncountReplaced(db: TenantTransaction, attemptId: AttemptId, numberHash: Buffer): Promise<void> {
  await sql`select uncount_dial(id) from attempts
    where id = ${attemptId} and number_hash = ${numberHash} and answered_at is null`.execute(db);
}

export interface CalleeWishes {
  readonly suppressedAtMs: number | null;
  readonly consentAtMs: number | null;
}

/** What the callee has told this tenant, until `nowMs`. */
export async function readCalleeWishes(
  db: TenantTransaction,
  numberHash: Buffer,
  purpose: CallPurpose,
  nowMs: number,
): Promise<CalleeWishes> {
  const row = await db
    .selectNoFrom((e) => [
      e
        .selectFrom('suppressions')
        .select(({ fn }) => fn.max('at').as('at'))
        .where('number_hash', '=', numberHash)
        .as('suppressed_at'),
      e
        .selectFrom('consents')
        .select(({ fn }) => fn.max('at').as('at'))
        .where('number_hash', '=', numberHash)
        .where('purpose', '=', purpose)
        .where('at', '<=', new Date(nowMs))
        .as('consent_at'),
    ])
    .executeTakeFirstOrThrow();
  return { suppressedAtMs: row.suppressed_at?.getTime() ?? null, consentAtMs: row.consent_at?.getTime() ?? null };
}

/** The first answer to a key, with the attempt where it allowed one. */
export function findAnswer(db: TenantTransaction, key: string): Promise<FirstAnswerRow | undefined> {
  return db
    .selectFrom('gate_verdicts as v')
    .leftJoin('attempts as a', (join) =>
      join.onRef('a.tenant_id', '=', 'v.tenant_id').onRef('a.id', '=', 'v.attempt_id'),
    )
    .select(['v.allowed', 'v.rule_id', 'v.facts', 'v.retry_at', 'v.number_hash'])
    .select(['a.id as attempt_id', 'a.permit_id', 'a.permit_expires_at', 'a.caller', 'a.trunk', 'a.state'])
    .where('v.key', '=', key)
    .executeTakeFirst();
}

export interface FirstAnswerRow {
  readonly allowed: boolean;
  readonly rule_id: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly retry_at: Date | null;
  readonly number_hash: Buffer;
  readonly attempt_id: string | null;
  readonly permit_id: string | null;
  readonly permit_expires_at: Date | null;
  readonly caller: string | null;
  readonly trunk: string | null;
  readonly state: string | null;
}

export async function insertVerdict(db: TenantTransaction, row: Insertable<Tables['gate_verdicts']>): Promise<void> {
  await db.insertInto('gate_verdicts').values(row).execute();
}

/** The attempt and its place in the ledger: one does not stand without the other. */
export async function insertCountedAttempt(
  db: TenantTransaction,
  row: Insertable<Tables['attempts']> & { readonly id: AttemptId },
): Promise<void> {
  await db.insertInto('attempts').values(row).execute();
  await sql`select count_dial(${row.number_hash}, ${row.id}, ${row.reserved_at})`.execute(db);
}

const rulesSetting = 'compliance.rules';

export async function readTenantRules(db: TenantTransaction): Promise<unknown> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', rulesSetting).executeTakeFirst();
  return row?.value;
}

export async function writeTenantRules(db: TenantTransaction, rules: object): Promise<void> {
  const value = JSON.stringify(rules);
  await db
    .insertInto('settings')
    .values({ name: rulesSetting, value })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'name']).doUpdateSet({ value, changed_at: sql<Date>`now()` }),
    )
    .execute();
}

/** The value all nodes share under `name`; `valueIfNew` becomes it where there was none. */
export async function platformSetting(db: TenantTransaction, name: string, valueIfNew: string): Promise<string> {
  const { rows } = await sql<{ value: string }>`select platform_setting(${name}, ${valueIfNew}) as value`.execute(db);
  return rows[0]?.value ?? valueIfNew;
}

/** Forgets dials that no cap counts any longer; how many there were. */
export async function pruneLedger(db: TenantTransaction, beforeMs: number): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    select prune_callee_ledger(${new Date(beforeMs)}) as gone`.execute(db);
  return rows[0]?.gone ?? 0;
}
