import { sql } from 'kysely';
import type { TenantTransaction } from '../storage/index.ts';

/** A call that a telephone of the house made outside. Milliseconds since the epoch. */
export interface OutsideCallMade {
  readonly extension: string;
  readonly startedAtMs: number;
  readonly answeredAtMs: number | null;
  readonly endedAtMs: number;
}

/** Calls of extensions to numbers outside that were not over before `sinceMs`. */
export async function selectOutsideCalls(db: TenantTransaction, sinceMs: number): Promise<OutsideCallMade[]> {
  const rows = await db
    .selectFrom('calls')
    .select(['caller', 'started_at', 'answered_at', 'ended_at'])
    .where('ended_at', '>=', new Date(sinceMs))
    .where('campaign_id', 'is', null)
    .where('direction', '<>', 'inbound')
    .where('callee', 'like', '+%')
    .where(sql<boolean>`caller ~ '^[1-9][0-9]{1,5}$'`)
    .execute();
  return rows.map((row) => ({
    extension: row.caller,
    startedAtMs: row.started_at.getTime(),
    answeredAtMs: row.answered_at?.getTime() ?? null,
    endedAtMs: row.ended_at.getTime(),
  }));
}
