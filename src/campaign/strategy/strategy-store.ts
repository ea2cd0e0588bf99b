import { sql } from 'kysely';
import type { StrategyArm } from '../../contract/campaign-strategy.ts';
import type { CampaignId, LeadId } from '../../contract/ids.ts';
import type { TenantTransaction } from '../../storage/index.ts';
import type { DialContext, DialTally, Tally } from './answer-rates.ts';
import type { Because } from './plan-people.ts';
import { hourMs } from './time-slots.ts';

/** What was dialed so long ago counts half. */
const halfLifeMs = 60 * 86_400_000;

/** Learns from one dial that could have been answered. */
export async function learnDial(
  db: TenantTransaction,
  { region, hour, weekday, number, attempt }: DialContext,
  answered: boolean,
  atMs: number,
): Promise<void> {
  const keep = sql`power(0.5, greatest(0, extract(epoch from excluded.counted_at - dial_tallies.counted_at)) * 1000 / ${halfLifeMs}::float8)`;
  await sql`
    insert into dial_tallies (region, hour, weekday, number, attempt, dials, answered, counted_at)
      values (${region}, ${hour}, ${weekday}, ${number}, ${attempt}, 1, ${answered ? 1 : 0}, ${new Date(atMs)})
      on conflict (tenant_id, region, hour, weekday, number, attempt) do update set
        dials = dial_tallies.dials * ${keep} + excluded.dials,
        answered = dial_tallies.answered * ${keep} + excluded.answered,
        counted_at = greatest(dial_tallies.counted_at, excluded.counted_at)`.execute(db);
}

/** All that was learnt, as it counts now. */
export async function selectTallies(db: TenantTransaction, nowMs: number): Promise<DialTally[]> {
  const rows = await db
    .selectFrom('dial_tallies')
    .select(['region', 'hour', 'weekday', 'number', 'attempt', 'dials', 'answered', 'counted_at'])
    .execute();
  return rows.map(({ counted_at: countedAt, dials, answered, ...context }) => {
    const keep = 0.5 ** (Math.max(0, nowMs - countedAt.getTime()) / halfLifeMs);
    return { ...context, dials: dials * keep, answered: answered * keep };
  });
}

export interface Unplanned {
  readonly leadId: LeadId;
  readonly attempt: number;
  readonly triedAtMs: readonly number[];
}

/** People who are due and at whose next attempt the strategy has not looked, locked; call-backs are none of its business. */
export async function lockUnplanned(
  db: TenantTransaction,
  campaignId: CampaignId,
  count: number,
  nowMs: number,
): Promise<Unplanned[]> {
  const rows = await db
    .selectFrom('campaign_leads')
    .select(['lead_id', 'attempts', 'tried_at'])
    .where('campaign_id', '=', campaignId)
    .where('state', '=', 'waiting')
    .where(sql<boolean>`not planned`)
    .where('call_back', '=', false)
    .where('next_attempt_at', '<=', new Date(nowMs))
    .orderBy('next_attempt_at')
    .orderBy('ordinal')
    .limit(count)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map((row) => ({
    leadId: row.lead_id as LeadId,
    attempt: row.attempts + 1,
    triedAtMs: row.tried_at.map((at) => at.getTime()),
  }));
}

/** How many wait for the strategy to look at them, and how many dials are planned in each hour from now on. */
export async function selectPlanned(
  db: TenantTransaction,
  campaignId: CampaignId,
  nowMs: number,
): Promise<{ readonly unplanned: number; readonly byHour: ReadonlyMap<number, number> }> {
  const { rows } = await sql<{ hour: number | null; count: number }>`
    select case when planned then floor(extract(epoch from greatest(next_attempt_at, ${new Date(nowMs)}::timestamptz)) / 3600)::float8 end as hour,
        count(*) as count
      from campaign_leads where campaign_id = ${campaignId} and state = 'waiting' group by 1`.execute(db);
  return {
    unplanned: rows.find(({ hour }) => hour === null)?.count ?? 0,
    byHour: new Map(rows.flatMap(({ hour, count }) => (hour === null ? [] : [[hour * hourMs, count]]))),
  };
}

export interface Choice {
  readonly leadId: LeadId;
  readonly attempt: number;
  readonly arm: StrategyArm;
  readonly plannedForMs: number;
  readonly because: Because;
}

/** Keeps choices, and moves those who are steered to their time. */
export async function keepChoices(
  db: TenantTransaction,
  campaignId: CampaignId,
  choices: readonly Choice[],
  nowMs: number,
): Promise<void> {
  if (choices.length === 0) return;
  await sql`
    with chosen as (
      select * from jsonb_to_recordset(${JSON.stringify(
        choices.map(({ plannedForMs, ...choice }) => ({ ...choice, at: new Date(plannedForMs) })),
      )}::jsonb) as chosen ("leadId" uuid, attempt int, arm text, at timestamptz, because jsonb)),
    kept as (
      insert into strategy_choices (campaign_id, lead_id, attempt, arm, chosen_at, planned_for, because)
        select ${campaignId}::uuid, "leadId", attempt, arm, ${new Date(nowMs)}::timestamptz, at, because from chosen
        on conflict (tenant_id, campaign_id, lead_id, attempt) do nothing)
    update campaign_leads l
      set planned = true, next_attempt_at = case when chosen.arm = 'steered' then chosen.at else l.next_attempt_at end
      from chosen where l.campaign_id = ${campaignId} and l.lead_id = chosen."leadId"`.execute(db);
}

const choiceOf = (db: TenantTransaction, campaignId: CampaignId, leadId: LeadId, attempt: number) =>
  db
    .updateTable('strategy_choices')
    .where('campaign_id', '=', campaignId)
    .where('lead_id', '=', leadId)
    .where('attempt', '=', attempt);

/** Notes which number a dial showed; whether the strategy steers that attempt, and so may choose it, is the answer of `isSteered`. */
export async function noteNumber(
  db: TenantTransaction,
  campaignId: CampaignId,
  leadId: LeadId,
  attempt: number,
  shown: { readonly number: string; readonly because: string },
): Promise<void> {
  await choiceOf(db, campaignId, leadId, attempt)
    .set({ number: shown.number, number_because: shown.because })
    .execute();
}

export async function isSteered(
  db: TenantTransaction,
  campaignId: CampaignId,
  leadId: LeadId,
  attempt: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('strategy_choices')
    .select('arm')
    .where('campaign_id', '=', campaignId)
    .where('lead_id', '=', leadId)
    .where('attempt', '=', attempt)
    .executeTakeFirst();
  return row?.arm === 'steered';
}

/** What came of a choice's dial; nothing where the strategy had not looked at that attempt. */
export async function noteAnswer(
  db: TenantTransaction,
  campaignId: CampaignId,
  leadId: LeadId,
  dial: { readonly attempt: number; readonly number: string; readonly dialedAtMs: number; readonly answered: boolean },
): Promise<void> {
  await choiceOf(db, campaignId, leadId, dial.attempt)
    .set({ number: dial.number, dialed_at: new Date(dial.dialedAtMs), answered: dial.answered })
    .execute();
}

/** Dials of each arm that could have been answered, and those a person answered. */
export async function selectArms(
  db: TenantTransaction,
  campaignId: CampaignId,
): Promise<Readonly<Record<StrategyArm, Tally>>> {
  const rows = await db
    .selectFrom('strategy_choices')
    .select((e) => [
      'arm',
      e.fn.countAll<number>().as('dials'),
      sql<number>`count(*) filter (where answered)`.as('answered'),
    ])
    .where('campaign_id', '=', campaignId)
    .where('answered', 'is not', null)
    .groupBy('arm')
    .execute();
  const none: Tally = { dials: 0, answered: 0 };
  const tallies = Object.fromEntries(rows.map(({ arm, ...tally }) => [arm, tally]));
  return { steered: none, 'held-out': none, advised: none, ...tallies };
}

/** The newest choices, with the place of each person in the list. */
export async function selectChoices(db: TenantTransaction, campaignId: CampaignId, count: number) {
  return db
    .selectFrom('strategy_choices as c')
    .innerJoin('campaign_leads as l', (join) =>
      join.onRef('l.campaign_id', '=', 'c.campaign_id').onRef('l.lead_id', '=', 'c.lead_id'),
    )
    .select(['c.lead_id', 'l.ordinal', 'c.attempt', 'c.arm', 'c.chosen_at', 'c.planned_for', 'c.because', 'c.number'])
    .select(['c.number_because', 'c.dialed_at', 'c.answered'])
    .where('c.campaign_id', '=', campaignId)
    .orderBy('c.chosen_at', 'desc')
    .orderBy('l.ordinal')
    .limit(count)
    .execute();
}
