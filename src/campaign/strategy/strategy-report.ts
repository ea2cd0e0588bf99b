import type { StrategyPage, StrategyResult } from '../../contract/campaign-strategy.ts';
import type { CampaignId, LeadId, TenantId } from '../../contract/ids.ts';
import type { Campaign, CampaignTools } from '../campaign.ts';
import { selectCampaign } from '../campaign-store.ts';
import type { TenantTransaction } from '../../storage/index.ts';
import { selectArms, selectChoices } from './strategy-store.ts';
import { upliftOf } from './uplift.ts';

const newest = 100;

async function resultOf(db: TenantTransaction, { campaignId, settings }: Campaign): Promise<StrategyResult> {
  const arms = await selectArms(db, campaignId);
  const { steered, 'held-out': heldOut } = arms;
  return { mode: settings.strategy, steered, heldOut, ...upliftOf(steered, heldOut) };
}

/** What a campaign's strategy came to so far, or null where it has none. */
export function strategyResult(
  { database }: Pick<CampaignTools, 'database'>,
  tenantId: TenantId,
  campaign: Campaign,
): Promise<StrategyResult | null> {
  return database.withTenant(tenantId, async (db) => {
    const result = await resultOf(db, campaign);
    return result.mode === 'off' && result.steered.dials === 0 ? null : result;
  });
}

/** The same with the newest choices and why they were made; null where there is no such campaign. */
export function strategyPage(
  { database }: Pick<CampaignTools, 'database'>,
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<StrategyPage | null> {
  return database.withTenant(tenantId, async (db) => {
    const campaign = await selectCampaign(db, campaignId);
    if (!campaign) return null;
    const choices = await selectChoices(db, campaignId, newest);
    return {
      result: await resultOf(db, campaign),
      choices: choices.map((row) => ({
        leadId: row.lead_id as LeadId,
        place: row.ordinal,
        attempt: row.attempt,
        arm: row.arm,
        chosenAtMs: row.chosen_at.getTime(),
        plannedForMs: row.planned_for.getTime(),
        because: row.because,
        number: row.number,
        numberBecause: row.number_because,
        dialedAtMs: row.dialed_at?.getTime() ?? null,
        answered: row.answered,
      })),
    };
  });
}
