import type { AttemptId, CampaignId, LeadId } from '../contract/ids.ts';
import { setClosed, setReleased, type Attempt } from '../compliance/index.ts';
import { appendFact, type TenantTransaction } from '../storage/index.ts';
import { lockLeadProgress, selectLoad, setWaiting, settleLead } from './campaign-lead-store.ts';
import { lockCampaign, selectCampaign, updateState } from './campaign-store.ts';
import { planNext, type AttemptEnd } from './plan-next.ts';

type OfCampaign = Pick<Attempt, 'attemptId' | 'campaignId' | 'leadId'>;

/**
 * Closes an attempt whose INVITE had left, plans what follows for its lead, and ends the campaign where nobody is left.
 * False, and nothing done, where the attempt had its end before.
 */
export async function closeAttempt(db: TenantTransaction, attempt: OfCampaign, end: AttemptEnd): Promise<boolean> {
  if (!(await setClosed(db, attempt.attemptId, end.outcome, end.endedAtMs))) return false;
  const { campaignId, leadId } = attempt;
  if (campaignId === null || leadId === null) return true;
  const campaign = await selectCampaign(db, campaignId);
  const progress = await lockLeadProgress(db, campaignId, leadId);
  if (!campaign || !progress) return true;
  const endedByCause = { ...progress.endedByCause, [end.outcome]: (progress.endedByCause[end.outcome] ?? 0) + 1 };
  await settleLead(db, campaignId, leadId, {
    endedByCause,
    outcome: end.outcome,
    grade: end.grade ?? progress.grade,
    next: planNext(campaign.settings, endedByCause, end),
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

/** `done` when no call is in the air and nobody waits, or nobody but those whose time lies beyond what the campaign waits for. */
export async function endIfExhausted(db: TenantTransaction, campaignId: CampaignId, nowMs: number): Promise<boolean> {
  const { inFlight, nextAttemptAtMs } = await selectLoad(db, campaignId);
  if (inFlight > 0) return false;
  // Locked only now: the campaign's row is shared by all its calls.
  const campaign = await lockCampaign(db, campaignId);
  if (campaign?.state !== 'running') return false;
  const beyondMs = campaign.settings.endWhenOnlyWaitingBeyondMs;
  const allDone = nextAttemptAtMs === null;
  const onlyLater = nextAttemptAtMs !== null && beyondMs !== undefined && nextAttemptAtMs > nowMs + beyondMs;
  if (!allDone && !onlyLater) return false;
  const reason = allDone ? 'all-done' : 'only-waiting';
  await updateState(db, campaignId, { state: 'done', reason, atMs: nowMs });
  await appendFact(db, { kind: 'campaign-ended', id: campaignId });
  return true;
}

/** An attempt of a lead, by its ids. */
export function attemptOf(attemptId: AttemptId, campaignId: CampaignId, leadId: LeadId): OfCampaign {
  return { attemptId, campaignId, leadId };
}
