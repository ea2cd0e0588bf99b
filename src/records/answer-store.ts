import { sql } from 'kysely';
import type { CallId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import { matches, type CallFilter } from './call-store.ts';

/** More columns than that no spreadsheet shows well. */
const mostQuestions = 50;

/** The menus and variables that flows have filled in the calls that fit, by name. Talks of robots are none. */
export async function selectQuestions(db: TenantTransaction, filter: CallFilter): Promise<string[]> {
  const { rows } = await sql<{ question: string }>`
    select distinct slot.key as question from calls, jsonb_object_keys(record -> 'slots') as slot(key)
      where ${matches(filter)} and script_id is null order by question limit ${mostQuestions}`.execute(db);
  return rows.map(({ question }) => question);
}

/** What was answered to flows, by call. */
export async function selectAnswers(
  db: TenantTransaction,
  callIds: readonly CallId[],
): Promise<ReadonlyMap<CallId, Readonly<Record<string, string>>>> {
  const { rows } = await sql<{ id: CallId; slots: Record<string, string> }>`
    select id, record -> 'slots' as slots from calls where id = any(${callIds}::text[]) and script_id is null`.execute(
    db,
  );
  return new Map(rows.map(({ id, slots }) => [id, slots]));
}
