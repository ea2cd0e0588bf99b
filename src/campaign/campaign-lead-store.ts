import { sql, type RawBuilder } from 'kysely';
import type { CallOutcome, LeadGrade } from '../contract/call-outcome.ts';
import type { CampaignLeadState } from '../contract/campaign-settings.ts';
import type { CampaignId, LeadId, ListId, TenantId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import type { EndedByCause, NextStep } from './plan-next.ts';

/** Of a page's insert the statement timeout is never near, even on a busy machine. */
const pageRows = 20_000;

/** Puts everybody of a list into a campaign, to be dialed in the order of their lines; how many. */
export async function enrollList(
  db: TenantTransaction,
  campaignId: CampaignId,
  listId: ListId,
  nowMs: number,
): Promise<number> {
  let enrolled = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await sql<{ count: number; last: string | null }>`
      with page as materialized (
        select id, source_line from leads where list_id = ${listId} and id > ${after} order by id limit ${pageRows}),
      enrolled as (
        insert into campaign_leads (campaign_id, lead_id, ordinal, next_attempt_at)
        select ${campaignId}::uuid, id, coalesce(source_line, 0), ${new Date(nowMs)}::timestamptz from page
        on conflict do nothing returning 1)
      select (select count(*) from enrolled) as count, (select id from page order by id desc limit 1) as last`.execute(
      db,
    );
    const page = rows[0];
    if (!page?.last) return enrolled;
    enrolled += page.count;
    after = page.last;
  }
}

/** Whom a copy takes over: who still waited, or whose last call came to one of these outcomes. */
export type PeopleToCopy = 'undone' | readonly CallOutcome[];

/**
 * Puts people of a campaign that has ended into a draft, not yet due; how many. Who was promised a call back keeps that and its time. Nobody
 * is taken over whom the campaign set aside for good, nor a vacant number.
 */
export async function enrollFrom(
  db: TenantTransaction,
  campaignId: CampaignId,
  from: CampaignId,
  people: PeopleToCopy,
  nowMs: number,
): Promise<number> {
  const chosen =
    people === 'undone'
      ? sql`state = 'waiting'`
      : sql`state <> 'refused' and last_outcome = any(${[...people]}::text[])`;
  const { numAffectedRows } = await sql`
    insert into campaign_leads (campaign_id, lead_id, ordinal, next_attempt_at, call_back)
      select ${campaignId}::uuid, lead_id, ordinal,
          case when call_back then greatest(next_attempt_at, ${new Date(nowMs)}) else ${new Date(nowMs)} end, call_back
        from campaign_leads
        where campaign_id = ${from} and last_outcome is distinct from 'vacant' and ${chosen}`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Nobody of a campaign is due before that; how many people it has. */
export async function holdUntil(db: TenantTransaction, campaignId: CampaignId, dueMs: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('campaign_leads')
    .set({ next_attempt_at: sql<Date>`greatest(next_attempt_at, ${new Date(dueMs)}::timestamptz)` })
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Tells the planner that many people were put in: without it each claim reads the whole table until PostgreSQL notices. */
export async function refreshPlans(db: TenantTransaction): Promise<void> {
  await sql`select analyze_campaign_leads()`.execute(db);
}

/** A lead that this node is about to dial. */
export interface Claim {
  readonly leadId: LeadId;
  readonly ordinal: number;
  /** Which claim of this lead it is, from 1: what makes the attempt's key. */
  readonly claims: number;
  /** Attempts that ended before. */
  readonly attempts: number;
}

/** Takes up to `count` leads that are due, call-backs first, leaving alone what another dialer is taking; `plannedOnly`: and whom the strategy has not looked at. */
export async function claimDue(
  db: TenantTransaction,
  campaignId: CampaignId,
  node: string,
  count: number,
  nowMs: number,
  plannedOnly = false,
): Promise<Claim[]> {
  const callBacks = await claim(db, campaignId, node, count, nowMs, sql`call_back`);
  const others = plannedOnly ? sql`planned` : sql`true`;
  const rest = count - callBacks.length;
  return rest > 0 ? [...callBacks, ...(await claim(db, campaignId, node, rest, nowMs, others))] : callBacks;
}

async function claim(
  db: TenantTransaction,
  campaignId: CampaignId,
  node: string,
  count: number,
  nowMs: number,
  which: RawBuilder<unknown>,
): Promise<Claim[]> {
  const { rows } = await sql<{ lead_id: LeadId; ordinal: number; claims: number; attempts: number }>`
    with due as materialized (
      select lead_id from campaign_leads
        where campaign_id = ${campaignId} and state = 'waiting' and next_attempt_at <= ${new Date(nowMs)}
          and ${which}
        order by next_attempt_at, ordinal limit ${count} for update skip locked)
    update campaign_leads l set state = 'claimed', claims = claims + 1, node = ${node}
      from due where l.campaign_id = ${campaignId} and l.lead_id = due.lead_id
      returning l.lead_id, l.ordinal, l.claims, l.attempts`.execute(db);
  return rows
    .map((row) => ({ leadId: row.lead_id, ordinal: row.ordinal, claims: row.claims, attempts: row.attempts }))
    .toSorted((a, b) => a.ordinal - b.ordinal);
}

/**
 * `claimed` → `dialing`: the order is about to be handed over. False where the campaign was stopped or paused meanwhile; the
 * lock on its row makes who stops it wait for the orders that are on their way, so that none comes after.
 */
export async function setDialing(db: TenantTransaction, campaignId: CampaignId, leadId: LeadId): Promise<boolean> {
  const running = await db
    .selectFrom('campaigns')
    .select('id')
    .where('id', '=', campaignId)
    .where('state', '=', 'running')
    .forShare()
    .executeTakeFirst();
  if (!running) return false;
  await db
    .updateTable('campaign_leads')
    .set({ state: 'dialing', refused_by: null })
    .where('campaign_id', '=', campaignId)
    .where('lead_id', '=', leadId)
    .where('state', '=', 'claimed')
    .execute();
  return true;
}

/** Back to waiting without an attempt: refused for now by a rule, or given back. */
export async function setWaiting(
  db: TenantTransaction,
  campaignId: CampaignId,
  leadId: LeadId,
  nextAttemptAtMs: number,
  refusedBy: string | null,
): Promise<void> {
  await db
    .updateTable('campaign_leads')
    .set({ state: 'waiting', next_attempt_at: new Date(nextAttemptAtMs), refused_by: refusedBy })
    .where('campaign_id', '=', campaignId)
    .where('lead_id', '=', leadId)
    .where('state', 'in', ['claimed', 'dialing'])
    .execute();
}

/** `claimed` → `waiting`: nothing came of the claim. A lead that is dialing already is left to its attempt. */
export async function unclaim(
  db: TenantTransaction,
  campaignId: CampaignId,
  leadId: LeadId,
  nextAttemptAtMs: number,
): Promise<void> {
  await db
    .updateTable('campaign_leads')
    .set({ state: 'waiting', next_attempt_at: new Date(nextAttemptAtMs) })
    .where('campaign_id', '=', campaignId)
    .where('lead_id', '=', leadId)
    .where('state', '=', 'claimed')
    .execute();
}

/** Refused for good. */
export async function setRefused(
  db: TenantTransaction,
  campaignId: CampaignId,
  leadId: LeadId,
  ruleId: string,
): Promise<void> {
  await db
    .updateTable('campaign_leads')
    .set({ state: 'refused', refused_by: ruleId })
    .where('campaign_id', '=', campaignId)
    .where('lead_id', '=', leadId)
    .where('state', 'in', ['claimed', 'dialing'])
    .execute();
}

export interface LeadProgress {
  readonly state: CampaignLeadState;
  readonly endedByCause: EndedByCause;
  readonly triedAtMs: readonly number[];
  readonly grade: LeadGrade | null;
}

/** Where a lead stands, locked until the transaction ends. */
export async function lockLeadProgress(
  db: TenantTransaction,
  campaignId: CampaignId,
  leadId: LeadId,
): Promise<LeadProgress | null> {
  const row = await db
    .selectFrom('campaign_leads')
    .select(['state', 'ended_by_cause', 'tried_at', 'grade'])
    .where('campaign_id', '=', campaignId)
    .where('lead_id', '=', leadId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return null;
  const { state, ended_by_cause: endedByCause, tried_at: triedAt, grade } = row;
  return { state, endedByCause, triedAtMs: triedAt.map((at) => at.getTime()), grade };
}

/** How many attempts at a person ended. */
export async function attemptsOf(db: TenantTransaction, campaignId: CampaignId, leadId: LeadId): Promise<number> {
  const row = await db
    .selectFrom('campaign_leads')
    .select('attempts')
    .where('campaign_id', '=', campaignId)
    .where('lead_id', '=', leadId)
    .executeTakeFirst();
  return row?.attempts ?? 0;
}

/** An attempt ended: what is remembered of it, and what follows. */
export async function settleLead(
  db: TenantTransaction,
  campaignId: CampaignId,
  leadId: LeadId,
  end: {
    readonly endedByCause: EndedByCause;
    readonly dialedAtMs: number;
    readonly outcome: CallOutcome;
    readonly grade: LeadGrade | null;
    readonly next: NextStep;
  },
): Promise<void> {
  const { next } = end;
  await db
    .updateTable('campaign_leads')
    .set((e) => ({
      state: next.state,
      ...(next.state === 'waiting'
        ? { next_attempt_at: new Date(next.nextAttemptAtMs), call_back: next.callBack }
        : { call_back: false }),
      attempts: e('attempts', '+', 1),
      ended_by_cause: JSON.stringify(end.endedByCause),
      planned: next.state === 'waiting' && next.timeIsGiven,
      tried_at: sql<Date[]>`tried_at || ${new Date(end.dialedAtMs)}::timestamptz`,
      last_outcome: end.outcome,
      refused_by: null,
      grade: end.grade,
    }))
    .where('campaign_id', '=', campaignId)
    .where('lead_id', '=', leadId)
    .execute();
}

export interface CampaignLoad {
  readonly inFlight: number;
  /** When the next waiting lead is due, or null when none waits. */
  readonly nextAttemptAtMs: number | null;
}

/** What a dialer must know each time; two small indexes answer it, however long the list. */
export async function selectLoad(db: TenantTransaction, campaignId: CampaignId): Promise<CampaignLoad> {
  const row = await db
    .selectNoFrom((e) => [
      e
        .selectFrom('campaign_leads')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('campaign_id', '=', campaignId)
        .where('state', 'in', ['claimed', 'dialing'])
        .as('in_flight'),
      e
        .selectFrom('campaign_leads')
        .select('next_attempt_at')
        .where('campaign_id', '=', campaignId)
        .where('state', '=', 'waiting')
        .orderBy('next_attempt_at')
        .orderBy('ordinal')
        .limit(1)
        .as('next_at'),
    ])
    .executeTakeFirstOrThrow();
  return { inFlight: row.in_flight ?? 0, nextAttemptAtMs: row.next_at?.getTime() ?? null };
}

/** Leads by state, and the waiting and refused ones by the rule that holds them. */
export interface CampaignProgress {
  readonly byState: Readonly<Record<CampaignLeadState, number>>;
  readonly waitingByRule: Readonly<Record<string, number>>;
  readonly refusedByRule: Readonly<Record<string, number>>;
  readonly grades: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
}

export async function selectProgress(db: TenantTransaction, campaignId: CampaignId): Promise<CampaignProgress> {
  const rows = await db
    .selectFrom('campaign_leads')
    .select(['state', 'refused_by', 'grade', 'last_outcome', ({ fn }) => fn.countAll<number>().as('count')])
    .where('campaign_id', '=', campaignId)
    .groupBy(['state', 'refused_by', 'grade', 'last_outcome'])
    .execute();
  const byState = { waiting: 0, claimed: 0, dialing: 0, done: 0, refused: 0 };
  const tallies = { waiting: tally(), refused: tally(), grades: tally(), outcomes: tally() };
  for (const { state, refused_by: rule, grade, last_outcome: outcome, count } of rows) {
    byState[state] += count;
    if (rule !== null && (state === 'waiting' || state === 'refused')) tallies[state].add(rule, count);
    if (grade !== null) tallies.grades.add(grade, count);
    if (outcome !== null) tallies.outcomes.add(outcome, count);
  }
  return {
    byState,
    waitingByRule: tallies.waiting.counts,
    refusedByRule: tallies.refused.counts,
    grades: tallies.grades.counts,
    outcomes: tallies.outcomes.counts,
  };
}

function tally(): { counts: Record<string, number>; add(key: string, count: number): void } {
  const counts: Record<string, number> = {};
  return { counts, add: (key, count) => void (counts[key] = (counts[key] ?? 0) + count) };
}

/** Leads of this node that are claimed or dialing though no attempt of theirs is open; of all tenants. */
export async function listAdrift(
  db: TenantTransaction,
  node: string,
): Promise<{ readonly tenantId: TenantId; readonly campaignId: CampaignId; readonly leadId: LeadId }[]> {
  const { rows } = await sql<{ tenant_id: TenantId; campaign_id: CampaignId; lead_id: LeadId }>`
    select * from leads_adrift(${node})`.execute(db);
  return rows.map((row) => ({ tenantId: row.tenant_id, campaignId: row.campaign_id, leadId: row.lead_id }));
}
