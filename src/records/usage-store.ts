import { sql } from 'kysely';
import type { UsageFilter, UsageRow } from '../contract/speech-usage.ts';
import type { TenantTransaction } from '../storage/index.ts';

/** Adds up what providers did, by day and provider; days begin `utcOffsetMinutes` east of UTC. */
export async function selectUsage(
  db: TenantTransaction,
  { from, to }: UsageFilter,
  utcOffsetMinutes: number,
): Promise<UsageRow[]> {
  const day = sql`((c.started_at at time zone 'UTC') + make_interval(mins => ${utcOffsetMinutes}::int))::date`;
  const { rows } = await sql<UsageRow>`
    select to_char(${day}, 'YYYY-MM-DD') as day, u.provider, count(distinct c.id)::int as calls,
      sum(u.recognized_sec)::float8 as "recognizedSec", sum(u.synthesized_chars)::int as "synthesizedChars",
      sum(u.cached_chars)::int as "cachedChars", sum(u.model_tokens)::int as "modelTokens"
    from calls c join call_usage u on u.tenant_id = c.tenant_id and u.call_id = c.id
    where c.started_at >= (${from}::date - make_interval(mins => ${utcOffsetMinutes}::int)) at time zone 'UTC'
      and c.started_at < (${to}::date + 1 - make_interval(mins => ${utcOffsetMinutes}::int)) at time zone 'UTC'
    group by 1, 2 order by 1, 2
  `.execute(db);
  return rows;
}
