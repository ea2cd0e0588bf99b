import type { CampaignReport } from '../contract/campaign-report.ts';
import type { CampaignId, TenantId } from '../contract/ids.ts';
import { getCampaign, strategyResult } from '../campaign/index.ts';
import { callStatistics } from '../records/index.ts';
import type { Database } from '../storage/index.ts';
import { countAnswers, countAnsweredBy, countLeadStates, countRefused } from './report-store.ts';

/**
 * What a campaign came to so far, or null where there is none of that id. Without an id: all campaigns of the tenant
 * together, calls outside any campaign left out.
 */
export async function campaignReport(
  database: Database,
  tenantId: TenantId,
  campaignId: CampaignId | null,
): Promise<CampaignReport | null> {
  const campaign = campaignId && (await getCampaign({ database }, tenantId, campaignId));
  if (campaignId !== null && !campaign) return null;
  const [statistics, { states, answeredBy, refused, answers }] = await Promise.all([
    callStatistics(database, tenantId, campaignId === null ? {} : { campaignId }),
    database.withTenant(tenantId, async (db) => ({
      states: await countLeadStates(db, campaignId),
      answeredBy: await countAnsweredBy(db, campaignId),
      refused: await countRefused(db, campaignId),
      answers: await countAnswers(db, campaignId),
    })),
  ]);
  const leadStates = { waiting: 0, claimed: 0, dialing: 0, done: 0, refused: 0, ...states };
  const { calls, outcomes, grades, recorded: recordings, doNotCall, talkSec } = statistics;
  const { dialed, answered, talked, interested, handedOver, ordered, handedOverOrOrdered } = statistics;
  return {
    campaign: campaign
      ? {
          campaignId: campaign.campaignId,
          name: campaign.settings.name,
          state: campaign.state,
          stateReason: campaign.stateReason,
          startedAtMs: campaign.startedAtMs,
          endedAtMs: campaign.endedAtMs,
        }
      : null,
    leads: Object.values(leadStates).reduce((sum, count) => sum + count, 0),
    leadStates,
    calls,
    funnel: { dialed, answered, talked, interested, handedOverOrOrdered, handedOver, ordered },
    outcomes,
    answeredBy,
    grades,
    refused: refused as Record<string, number>,
    answers,
    recordings,
    doNotCall,
    talkSec,
    strategy: campaign ? await strategyResult({ database }, tenantId, campaign) : null,
    turnLatencyMs: statistics.turnMs,
    replyMs: statistics.replyMs,
    bargeInMs: statistics.bargeInMs,
  };
}
