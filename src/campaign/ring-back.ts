import { campaignThatCalled } from '../compliance/index.ts';
import type { TenantId } from '../contract/ids.ts';
import type { ChosenVariant } from '../contract/script/experiment.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { leadVariables, selectLeads } from '../leads/index.ts';
import type { CampaignTools } from './campaign.ts';
import { selectCampaign } from './campaign-store.ts';
import { spokenIn } from './spoken-in.ts';

/** Who was called longer ago than this does not ring back for it. */
const rememberedMs = 30 * 24 * 3_600_000;

/** What a robot tells somebody who rings back. */
export interface RingBack {
  readonly script: ScriptDocument;
  readonly version: number;
  readonly variants: readonly ChosenVariant[];
  readonly variables: Readonly<Record<string, string>>;
}

/** The script of the campaign that called `caller` last, and what it knows of that person; null where no campaign with a script did. */
export async function ringBackOf(
  tools: Pick<CampaignTools, 'database' | 'gate' | 'clock' | 'scripts' | 'flows'>,
  tenantId: TenantId,
  { caller, called }: { readonly caller: string; readonly called: string },
): Promise<RingBack | null> {
  const { database, gate, clock } = tools;
  const sinceMs = clock.now() - rememberedMs;
  const found = await campaignThatCalled(gate, tenantId, { number: caller, caller: called, sinceMs });
  if (found === null) return null;
  const { campaign, lead } = await database.withTenant(tenantId, async (db) => ({
    campaign: await selectCampaign(db, found.campaignId),
    lead: found.leadId === null ? undefined : (await selectLeads(db, [found.leadId])).get(found.leadId),
  }));
  const spoken = campaign === null ? null : await spokenIn(tools, tenantId, campaign, found.leadId);
  if (spoken === null || !('script' in spoken)) return null;
  return { ...spoken, variables: lead === undefined ? {} : leadVariables(lead) };
}
