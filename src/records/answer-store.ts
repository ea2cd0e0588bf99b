import { sql } from 'kysely';
import type { CallRecord } from '../contract/call-record.ts';
import { callSummarySchema } from '../contract/call-summary.ts';
import type { CallId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import { matches, type CallFilter } from './call-store.ts';

/** More columns than that no spreadsheet shows well. */
const mostQuestions = 50;

/** What flows have asked (menus, variables) and what was extracted from talks, in the calls that fit, by name. */
export async function selectQuestions(db: TenantTransaction, filter: CallFilter): Promise<string[]> {
  const { rows } = await sql<{ question: string }>`
    select jsonb_object_keys(record -> 'slots') as question from calls where ${matches(filter)} and script_id is null
    union
    select jsonb_object_keys(extracted) from call_summaries
      where call_id in (select id from calls where ${matches(filter)})
    order by question limit ${mostQuestions}`.execute(db);
  return rows.map(({ question }) => question);
}

/** What people said of a call: what they answered to flows or is extracted, by name, and what it came to. */
export interface CallAnswers {
  readonly answers: Readonly<Record<string, string>>;
  /** Null where it was no conversation. */
  readonly summary: string | null;
}

export async function selectAnswers(
  db: TenantTransaction,
  callIds: readonly CallId[],
): Promise<ReadonlyMap<CallId, CallAnswers>> {
  const { rows } = await sql<{
    id: CallId;
    slots: CallRecord['slots'] | null;
    extracted: unknown;
    text: string | null;
  }>`
    select id, case when script_id is null then record -> 'slots' end as slots, extracted, text
      from calls left join call_summaries on call_id = id where id = any(${callIds}::text[])`.execute(db);
  return new Map(
    rows.map(({ id, slots, extracted, text }) => {
      const found = Object.entries(callSummarySchema.shape.extracted.parse(extracted ?? {}));
      const answers = { ...slots, ...Object.fromEntries(found.map(([name, { value }]) => [name, value])) };
      return [id, { answers, summary: text }];
    }),
  );
}
