import type { CallOrder } from '../contract/call-order.ts';
import type { AttemptId, TenantId } from '../contract/ids.ts';
import type { LiveCalls, PlaceCallAnswer } from '../contract/live-calls.ts';
import { purposeOfCampaign } from '../contract/campaign-settings.ts';
import type { DialPermit } from '../contract/dial-permit.ts';
import { mayCall } from '../compliance/index.ts';
import { leadVariables, selectLeads, type Lead } from '../leads/index.ts';
import { unfitVariables } from '../scripts/index.ts';
import type { Campaign, CampaignTools } from './campaign.ts';
import { setDialing, setRefused, setWaiting, unclaim, type Claim } from './campaign-lead-store.ts';
import { attemptOf, giveBackAttempt } from './end-attempt.ts';
import { spokenIn } from './spoken-in.ts';
import type { NumberDesk } from './numbers/number-desk.ts';
import type { Strategist } from './strategy/strategist.ts';
import { writeOrder } from './write-order.ts';

/** Moments at which a test may kill the program. */
export type CrashPoint = 'claimed' | 'order-written' | 'order-placed';

export interface DialTools extends CampaignTools {
  readonly liveCalls: Pick<LiveCalls, 'place'>;
  readonly reach: (point: CrashPoint) => void;
  readonly numbers: Pick<NumberDesk, 'take' | 'done'>;
  readonly strategist: Pick<Strategist, 'rateOfNumbers' | 'shown'>;
}

export interface ClaimedLead extends Claim {
  readonly tenantId: TenantId;
  readonly campaign: Campaign;
}

/** What became of a claimed lead; `placed` alone used a line. */
export type Dialed = 'placed' | 'refused' | 'refused-for-now' | 'not-taken';

/**
 * Takes one claimed lead through the gate, writes its order and hands it to the live half. However it goes, the lead is
 * left in a state from which somebody goes on: in the air, waiting with a time, or refused with a rule.
 */
export async function dialLead(tools: DialTools, claimed: ClaimedLead): Promise<Dialed> {
  const { database, clock, numbers, strategist } = tools;
  const { tenantId, campaign, leadId } = claimed;
  tools.reach('claimed');
  const lead = (await database.withTenant(tenantId, (db) => selectLeads(db, [leadId]))).get(leadId);
  if (!lead) return refuse(tools, claimed, 'lead.gone');
  const dial = { leadId, attempt: claimed.attempts + 1, phone: lead.phone };
  const rateOf = await strategist.rateOfNumbers(tenantId, campaign, dial);
  const shown = numbers.take(tenantId, campaign.settings, {
    callee: lead.phone,
    turn: claimed.ordinal + claimed.attempts,
    ...(rateOf && { rateOf }),
  });
  if (shown === null) {
    await database.withTenant(tenantId, (db) => unclaim(db, campaign.campaignId, leadId, clock.now() + noNumberMs));
    return 'not-taken';
  }
  try {
    if (rateOf) await strategist.shown(tenantId, campaign, dial, shown);
    return await dialFrom(tools, claimed, lead, shown.number);
  } finally {
    numbers.done(tenantId, shown.number);
  }
}

/** When to look again for a number that may be shown. */
const noNumberMs = 1_000;

async function refuse(
  { database }: DialTools,
  { tenantId, campaign: { campaignId }, leadId }: ClaimedLead,
  ruleId: string,
): Promise<Dialed> {
  await database.withTenant(tenantId, (db) => setRefused(db, campaignId, leadId, ruleId));
  return 'refused';
}

async function dialFrom(tools: DialTools, claimed: ClaimedLead, lead: Lead, caller: string): Promise<Dialed> {
  const { database, gate, clock } = tools;
  const { tenantId, campaign, leadId } = claimed;
  const { campaignId, settings } = campaign;
  const [trunk, spoken] = await Promise.all([
    gate.trunkOf(tenantId, settings.trunk),
    spokenIn(tools, tenantId, campaign, leadId),
  ]);
  const variables = leadVariables(lead);
  if (spoken && 'script' in spoken && unfitVariables(spoken.script, variables).length > 0)
    return refuse(tools, claimed, 'script.variable-unfit');
  const verdict = await mayCall(gate, {
    tenantId,
    callee: lead.phone,
    caller,
    trunk: settings.trunk,
    purpose: purposeOfCampaign(settings),
    initiator: 'campaign',
    idempotencyKey: `${campaignId}/${leadId}/${claimed.claims}`,
    campaign: { campaignId, leadId, windows: settings.windows, trade: settings.trade },
  });
  if (!verdict.allowed) {
    const { ruleId, retryAtMs } = verdict;
    if (retryAtMs === undefined) return refuse(tools, claimed, ruleId);
    await database.withTenant(tenantId, (db) => setWaiting(db, campaignId, leadId, retryAtMs, ruleId));
    return 'refused-for-now';
  }

  const { permit } = verdict;
  if (!trunk || !spoken) {
    // The gate knew the trunk a moment ago: it, the script or the flow has just been taken away.
    await giveBack(tools, claimed, permit, clock.now() + notTakenMs['trunk-resting']);
    return 'not-taken';
  }
  const order = writeOrder({
    node: gate.node,
    newId: gate.newId(),
    permit,
    trunk,
    campaignId,
    leadId,
    settings,
    spoken,
    variables,
  });
  if (!(await database.withTenant(tenantId, (db) => setDialing(db, campaignId, leadId)))) {
    await giveBack(tools, claimed, permit, clock.now());
    return 'not-taken';
  }
  tools.reach('order-written');
  return hand(tools, claimed, order, permit);
}

/** When to come back to a lead whose order was not taken. */
const notTakenMs: Readonly<Record<Extract<PlaceCallAnswer, { accepted: false }>['reason'], number>> = {
  'no-line': 1_000,
  'permit-expired': 1_000,
  'permit-used': 1_000,
  'trunk-resting': 10_000,
  draining: 10_000,
  'wrong-numbering': 0,
};

async function hand(tools: DialTools, claimed: ClaimedLead, order: CallOrder, permit: DialPermit): Promise<Dialed> {
  const answer = await tools.liveCalls.place(order);
  if (answer.accepted) {
    tools.reach('order-placed');
    return 'placed';
  }
  const wrong = answer.reason === 'wrong-numbering';
  await giveBack(
    tools,
    claimed,
    permit,
    tools.clock.now() + notTakenMs[answer.reason],
    wrong ? 'trunk.wrong-numbering' : null,
  );
  return wrong ? 'refused' : 'not-taken';
}

/** Uncounts the attempt and puts the lead back, or aside where a rule says that it can never be dialed so. */
async function giveBack(
  { database, clock }: DialTools,
  { tenantId, campaign: { campaignId }, leadId }: ClaimedLead,
  { attemptId }: { readonly attemptId: AttemptId },
  nextAttemptAtMs: number,
  refusedBy: string | null = null,
): Promise<void> {
  await database.withTenant(tenantId, async (db) => {
    if (refusedBy !== null) await setRefused(db, campaignId, leadId, refusedBy);
    await giveBackAttempt(db, attemptOf(attemptId, campaignId, leadId), clock.now(), nextAttemptAtMs);
  });
}
