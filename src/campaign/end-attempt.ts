import type { AttemptId, CampaignId, LeadId } from '../contract/ids.ts';
import { setClosed, setReleased, type Attempt, type GateRules } from '../compliance/index.ts';
import { selectLeads } from '../leads/index.ts';
import { appendFact, type TenantTransaction } from '../storage/index.ts';
import { timesOf } from './another-time.ts';
import type { Campaign } from './campaign.ts';
import { lockLeadProgress, selectLoad, setWaiting, settleLead, type CampaignLoad } from './campaign-lead-store.ts';
import { lockCampaign, selectCampaign, updateState } from './campaign-store.ts';
import { planNext, type AttemptEnd } from './plan-next.ts';

type OfCampaign = Pick<Attempt, 'attemptId' | 'campaignId' | 'leadId'>;

/**
 * Closes an attempt whose INVITE had left, plans what follows for its lead, and ends the campaign where nobody is left.
 * `ruleSets`: the platform's and the tenant's. False, and nothing done, where the attempt had its end before.
 */
export async function closeAttempt(
  db: TenantTransaction,
  attempt: OfCampaign,
  end: AttemptEnd,
  ruleSets: readonly GateRules[],
): Promise<boolean> {
  if (!(await setClosed(db, attempt.attemptId, end.outcome, end.endedAtMs))) return false;
  const { campaignId, leadId } = attempt;
  if (campaignId === null || leadId === null) return true;
  const campaign = await selectCampaign(db, campaignId);
  const progress = await lockLeadProgress(db, campaignId, leadId);
  if (!campaign || !progress) return true;
  const phone = (await selectLeads(db, [leadId])).get(leadId)?.phone ?? '';
  const times = timesOf(phone, [...progress.triedAtMs, end.dialedAtMs], campaign.settings, ruleSets);
  const endedByCause = { ...progress.endedByCause, [end.outcome]: (progress.endedByCause[end.outcome] ?? 0) + 1 };
  await settleLead(db, campaignId, leadId, {
    endedByCause,
    dialedAtMs: end.dialedAtMs,
    outcome: end.outcome,
    grade: end.grade ?? progress.grade,
    next: planNext(campaign.settings, endedByCause, end, times),
  });
  await endIfExhausted(db, campaignId, end.endedAtMs);
  return true;
}

/** Gives an attempt that never left back: uncounted, its lead waiting again. False where it had left or ended. */
export async function giveBackAttempt(
  db: TenantTransaction,
  attempt: OfCampaign,
  nowMs: number,
  nextAttemptAtMs: number,
): Promise<boolean> {
  if (!(await setReleased(db, attempt.attemptId, nowMs))) return false;
  const { campaignId, leadId } = attempt;
  if (campaignId !== null && leadId !== null) await setWaiting(db, campaignId, leadId, nextAttemptAtMs, null);
  return true;
}

/** Why a campaign is at its end, or null: no call in the air, and nobody waits whom it would wait for. */
function endReason(campaign: Campaign | null, load: CampaignLoad, nowMs: number): 'all-done' | 'only-waiting' | null {
  if (campaign?.state !== 'running' || load.inFlight > 0) return null;
  if (load.nextAttemptAtMs === null) return 'all-done';
  const beyondMs = campaign.settings.endWhenOnlyWaitingBeyondMs;
  return beyondMs !== undefined && load.nextAttemptAtMs > nowMs + beyondMs ? 'only-waiting' : null;
}

/** `done` when no call is in the air and nobody waits, or nobody but those whose time lies beyond what the campaign waits for. */
export async function endIfExhausted(db: TenantTransaction, campaignId: CampaignId, nowMs: number): Promise<boolean> {
  const load = await selectLoad(db, campaignId);
  // Locked only when it is about to end: all calls of a campaign share its row.
  if (endReason(await selectCampaign(db, campaignId), load, nowMs) === null) return false;
  const reason = endReason(await lockCampaign(db, campaignId), await selectLoad(db, campaignId), nowMs);
  if (reason === null) return false;
  await updateState(db, campaignId, { state: 'done', reason, atMs: nowMs });
  await appendFact(db, { kind: 'campaign-ended', id: campaignId });
  return true;
}

/** An attempt of a lead, by its ids. */
export function attemptOf(attemptId: AttemptId, campaignId: CampaignId, leadId: LeadId): OfCampaign {
  return { attemptId, campaignId, leadId };
}
