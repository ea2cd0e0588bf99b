import { endMsOfCampaign, startMsOfCampaign } from '../contract/campaign-settings.ts';
import { appendFact } from '../storage/index.ts';
import type { Campaign, CampaignTools } from './campaign.ts';
import { nextCampaignState } from './campaign-state.ts';
import { listDue, lockCampaign, updateState } from './campaign-store.ts';

/** What the clock does to a campaign now: nothing, let it begin, or end it though people are left. */
export function actionOfClock(
  { state, settings }: Pick<Campaign, 'state' | 'settings'>,
  nowMs: number,
): 'begin' | 'expire' | null {
  const endMs = endMsOfCampaign(settings);
  if (endMs !== null && endMs <= nowMs) return nextCampaignState(state, 'expire') && 'expire';
  const startMs = startMsOfCampaign(settings);
  return startMs !== null && startMs <= nowMs ? nextCampaignState(state, 'begin') && 'begin' : null;
}

/** Begins the campaigns of all tenants whose time has come and ends those whose time is over; each once, whoever else does the same. */
export async function followClock({ database, clock }: Pick<CampaignTools, 'database' | 'clock'>): Promise<void> {
  const nowMs = clock.now();
  for (const { tenantId, campaignId } of await database.platform((db) => listDue(db, nowMs)))
    await database.withTenant(tenantId, async (db) => {
      const campaign = await lockCampaign(db, campaignId);
      const action = campaign && actionOfClock(campaign, nowMs);
      const state = campaign && action && nextCampaignState(campaign.state, action);
      if (!state) return;
      await updateState(db, campaignId, { state, reason: action === 'expire' ? 'end-time' : null, atMs: nowMs });
      await appendFact(db, { kind: action === 'expire' ? 'campaign-ended' : 'campaign-started', id: campaignId });
    });
}
