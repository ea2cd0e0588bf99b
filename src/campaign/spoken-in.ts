import { purposeOfCampaign } from '../contract/campaign-settings.ts';
import type { LeadId, TenantId } from '../contract/ids.ts';
import { campaignExperimentName, type ChosenVariant } from '../contract/script/experiment.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { heldWith, meetVariants } from '../experiments/index.ts';
import type { Campaign, CampaignTools } from './campaign.ts';
import { understates } from './judge-start.ts';
import type { Spoken } from './write-order.ts';

type SpokenTools = Pick<CampaignTools, 'database' | 'clock' | 'scripts' | 'flows'>;

/**
 * What a person of a campaign is told: the script as it is published now, in the variants that this person meets, or the flow as it
 * stands in the lines now; null where there is none any more. Nobody known (null) meets the controls.
 */
export async function spokenIn(
  tools: SpokenTools,
  tenantId: TenantId,
  campaign: Campaign,
  person: LeadId | null,
): Promise<Spoken | null> {
  const { scriptId, ivr, experiment } = campaign.settings;
  if (ivr !== undefined) {
    const flow = await tools.flows.flow(tenantId, ivr);
    return flow && { flow };
  }
  if (scriptId === undefined) return null;
  const name = { scope: 'campaign', of: campaign.campaignId, experiment: campaignExperimentName } as const;
  const compared = experiment === undefined || person === null ? [] : [{ name, experiment }];
  const ofCampaign = person === null ? [] : await meetVariants(tools, tenantId, person, compared);
  const spokenId = ofCampaign.map(({ variant }) => experiment?.variants[variant]?.scriptId)[0] ?? scriptId;
  const found = await publishedFor(tools, tenantId, campaign, spokenId);
  return (
    found && { version: found.version, ...(await inVariants(tools, tenantId, person, found.document, ofCampaign)) }
  );
}

async function inVariants(
  tools: SpokenTools,
  tenantId: TenantId,
  person: LeadId | null,
  document: ScriptDocument,
  ofCampaign: readonly ChosenVariant[],
): Promise<{ readonly script: ScriptDocument; readonly variants: readonly ChosenVariant[] }> {
  const named = Object.entries(document.experiments).map(([experiment, rules]) => ({
    name: { scope: 'script', of: document.id, experiment } as const,
    experiment: rules,
  }));
  const ofScript = person === null ? [] : await meetVariants(tools, tenantId, person, named);
  return { script: heldWith(document, ofScript), variants: [...ofCampaign, ...ofScript] };
}

/**
 * The newest version. One that is for marketing is not spoken by a campaign that says it is not: of the campaign's own script the
 * version is that the start found.
 */
async function publishedFor(
  { scripts }: SpokenTools,
  tenantId: TenantId,
  { settings, scriptVersion: atStart }: Campaign,
  scriptId: string,
): Promise<{ readonly version: number; readonly document: ScriptDocument } | null> {
  if (atStart === null) return null;
  const newest = await scripts.published(tenantId, scriptId);
  if (newest !== null && !understates(purposeOfCampaign(settings), newest.document)) return newest;
  const before = scriptId === settings.scriptId ? await scripts.version(tenantId, scriptId, atStart) : null;
  return before && { document: before, version: atStart };
}
