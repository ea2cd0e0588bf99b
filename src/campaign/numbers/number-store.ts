import { sql } from 'kysely';
import type { TenantTransaction } from '../../storage/index.ts';
import { halfLifeMs, type ShownNumber } from './shown-number.ts';

const faded = (column: string, since: string) =>
  sql`${sql.ref(column)} * power(0.5, greatest(0, extract(epoch from ${sql.ref(since)} - shown_numbers.counted_at)) * 1000 / ${halfLifeMs}::float8)`;

/** Counts a dial that could have been answered. */
export async function noteDial(
  db: TenantTransaction,
  { number, answered, atMs }: { readonly number: string; readonly answered: boolean; readonly atMs: number },
): Promise<void> {
  await sql`
    insert into shown_numbers (number, dials, answered, counted_at)
      values (${number}, 1, ${answered ? 1 : 0}, ${new Date(atMs)})
      on conflict (tenant_id, number) do update set
        dials = ${faded('shown_numbers.dials', 'excluded.counted_at')} + excluded.dials,
        answered = ${faded('shown_numbers.answered', 'excluded.counted_at')} + excluded.answered,
        counted_at = greatest(shown_numbers.counted_at, excluded.counted_at)`.execute(db);
}

/** The tenant's numbers of which something is known, as they count now. */
export async function selectNumbers(db: TenantTransaction, nowMs: number): Promise<ShownNumber[]> {
  const rows = await db
    .selectFrom('shown_numbers')
    .select(['number', 'marked_at', 'mark_reason', 'dials', 'answered', 'counted_at'])
    .orderBy('number')
    .execute();
  return rows.map((row) => {
    const keep = 0.5 ** (Math.max(0, nowMs - row.counted_at.getTime()) / halfLifeMs);
    return {
      number: row.number,
      marked: row.marked_at && { atMs: row.marked_at.getTime(), reason: row.mark_reason ?? '' },
      dials: row.dials * keep,
      answered: row.answered * keep,
    };
  });
}

/** `null` takes the mark away. */
export async function setMark(
  db: TenantTransaction,
  number: string,
  reason: string | null,
  nowMs: number,
): Promise<void> {
  const at = new Date(nowMs);
  const mark = { marked_at: reason === null ? null : at, mark_reason: reason };
  await db
    .insertInto('shown_numbers')
    .values({ number, counted_at: at, ...mark })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'number']).doUpdateSet(mark))
    .execute();
}
