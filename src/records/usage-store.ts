import { sql } from 'kysely';
import type { CallId } from '../contract/ids.ts';
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

/** Adds what a language model used for a call after its end to what the call used. */
export async function addModelUsage(
  db: TenantTransaction,
  callId: CallId,
  { provider, tokens }: { readonly provider: string; readonly tokens: number },
): Promise<void> {
  if (tokens === 0) return;
  await sql`
    insert into call_usage (call_id, ordinal, provider, recognized_sec, synthesized_chars, cached_chars, model_tokens)
    select ${callId}, coalesce(max(ordinal) + 1, 0), ${provider}, 0, 0, 0, ${tokens} from call_usage where call_id = ${callId}
  `.execute(db);
}
