import { sql } from 'kysely';
import type { CallOutcome, LeadGrade } from '../contract/call-outcome.ts';
import type { TenantTransaction } from '../storage/index.ts';
import { matches, type CallFilter } from './call-store.ts';

export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  /** How many were measured. */
  readonly count: number;
}

/** What a number of calls came to. */
export interface CallStatistics {
  readonly calls: number;
  /** An INVITE left: the phone may have rung. */
  readonly dialed: number;
  readonly answered: number;
  /** A person answered and said or pressed something. */
  readonly talked: number;
  /** Graded A or B. */
  readonly interested: number;
  readonly handedOver: number;
  readonly ordered: number;
  readonly handedOverOrOrdered: number;
  readonly recorded: number;
  readonly doNotCall: number;
  readonly talkSec: number;
  readonly outcomes: Readonly<Partial<Record<CallOutcome, number>>>;
  readonly grades: Readonly<Partial<Record<LeadGrade, number>>>;
  /** From the end of the customer's speech to the first packet of the reply, less the wait the policy chose. */
  readonly replyMs: Percentiles;
  /** The same with that wait. */
  readonly turnMs: Percentiles;
  /** From the customer's first voiced frame to the robot's last packet, less the policy's minimum speech. */
  readonly bargeInMs: Percentiles;
}

type Funnel = Omit<CallStatistics, 'outcomes' | 'grades' | 'replyMs' | 'turnMs' | 'bargeInMs'>;

/** Counts calls that fit: funnel, outcomes, grades and delays. */
export async function selectStatistics(db: TenantTransaction, filter: CallFilter): Promise<CallStatistics> {
  const outcomes = await countBy<CallOutcome>(db, 'outcome', filter);
  const grades = await countBy<LeadGrade>(db, 'grade', filter);
  return { ...(await selectFunnel(db, filter)), outcomes, grades, ...(await delays(db, filter)) };
}

async function selectFunnel(db: TenantTransaction, filter: CallFilter): Promise<Funnel> {
  const { rows } = await sql<Funnel>`
    select count(*)::int as calls,
      (count(*) filter (where invite_sent))::int as dialed,
      (count(*) filter (where answered_at is not null))::int as answered,
      (count(*) filter (where answered_by = 'human' and exists (
        select from call_entries e
          where e.tenant_id = calls.tenant_id and e.call_id = calls.id and e.speaker = 'customer')))::int as talked,
      (count(*) filter (where grade in ('A', 'B')))::int as interested,
      (count(*) filter (where transfer_answered))::int as "handedOver",
      (count(*) filter (where cardinality(order_ids) > 0))::int as ordered,
      (count(*) filter (where transfer_answered or cardinality(order_ids) > 0))::int as "handedOverOrOrdered",
      (count(*) filter (where recording_folder is not null))::int as recorded,
      (count(*) filter (where do_not_call))::int as "doNotCall",
      coalesce(sum(talk_sec), 0) as "talkSec"
    from calls where ${matches(filter)}
  `.execute(db);
  return rows[0] as Funnel;
}

async function countBy<Key extends string>(
  db: TenantTransaction,
  column: 'outcome' | 'grade',
  filter: CallFilter,
): Promise<Partial<Record<Key, number>>> {
  const { rows } = await sql<{ key: Key; count: string }>`
    select ${sql.ref(column)} as key, count(*) as count from calls
    where ${matches(filter)} and ${sql.ref(column)} is not null
    group by key order by count desc, key
  `.execute(db);
  return Object.fromEntries(rows.map(({ key, count }) => [key, Number(count)])) as Partial<Record<Key, number>>;
}

async function delays(
  db: TenantTransaction,
  filter: CallFilter,
): Promise<Pick<CallStatistics, 'replyMs' | 'turnMs' | 'bargeInMs'>> {
  const of = async (values: ReturnType<typeof sql<unknown>>): Promise<Percentiles> => {
    const { rows } = await sql<Percentiles>`
      select percentile_cont(0.5) within group (order by ms) as p50,
        percentile_cont(0.95) within group (order by ms) as p95, count(ms)::int as count
      from (${values}) as measured
    `.execute(db);
    return rows[0] as Percentiles;
  };
  const turns = sql`call_turns where call_id in (select id from calls where ${matches(filter)})`;
  return {
    replyMs: await of(sql`select first_packet_ms - coalesce(endpoint_ms, 0) as ms from ${turns}`),
    turnMs: await of(sql`select first_packet_ms as ms from ${turns}`),
    bargeInMs: await of(sql`
      select (b->>'stopMs')::float8 - (b->>'minimumSpeechMs')::float8 as ms
      from calls, jsonb_array_elements(record->'bargeIns') as b where ${matches(filter)}`),
  };
}
