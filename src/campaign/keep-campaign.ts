import { isDeepStrictEqual } from 'node:util';
import {
  campaignSettingsSchema,
  purposeOfCampaign,
  type CampaignSettings,
  type CampaignSettingsInput,
} from '../contract/campaign-settings.ts';
import { campaignIdSchema, type CampaignId, type TenantId } from '../contract/ids.ts';
import type { Campaign, CampaignTools } from './campaign.ts';
import { selectProgress, type CampaignProgress } from './campaign-lead-store.ts';
import { insertCampaign, lockCampaign, selectCampaign, selectCampaigns, updateSettings } from './campaign-store.ts';

/** Makes a draft. Throws a `ZodError` for settings that cannot be. */
export async function createCampaign(
  { database, gate, clock }: Pick<CampaignTools, 'database' | 'gate' | 'clock'>,
  tenantId: TenantId,
  input: CampaignSettingsInput,
): Promise<CampaignId> {
  const settings = campaignSettingsSchema.parse(input);
  const campaignId = campaignIdSchema.parse(gate.newId());
  await database.withTenant(tenantId, (db) => insertCampaign(db, campaignId, settings, clock.now()));
  return campaignId;
}

/** A running campaign's people, start, script or flow, and trunk stand; how fast, when and how often may change until its end. */
const lasting = [
  'listId',
  'scriptId',
  'experiment',
  'ivr',
  'startAt',
  'trunk',
  'purpose',
  'trade',
] as const satisfies readonly (keyof CampaignSettings)[];

export type ChangeAnswer =
  | { readonly changed: true }
  | { readonly changed: false; readonly reason: 'unknown' | 'ended' | 'lasting'; readonly setting?: string };

/** Replaces a campaign's settings; the dialer reads them at its next step. */
export function changeCampaign(
  { database }: Pick<CampaignTools, 'database'>,
  tenantId: TenantId,
  campaignId: CampaignId,
  input: CampaignSettingsInput,
): Promise<ChangeAnswer> {
  const settings = campaignSettingsSchema.parse(input);
  return database.withTenant(tenantId, async (db): Promise<ChangeAnswer> => {
    const campaign = await lockCampaign(db, campaignId);
    if (!campaign) return { changed: false, reason: 'unknown' };
    if (campaign.state === 'done' || campaign.state === 'stopped') return { changed: false, reason: 'ended' };
    const [before, after] = [campaign.settings, settings].map((one) => ({ ...one, purpose: purposeOfCampaign(one) }));
    const setting = lasting.find((name) => !isDeepStrictEqual(before?.[name], after?.[name]));
    if (campaign.state !== 'draft' && setting) return { changed: false, reason: 'lasting', setting };
    await updateSettings(db, campaignId, settings);
    return { changed: true };
  });
}

export function getCampaign(
  { database }: Pick<CampaignTools, 'database'>,
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<Campaign | null> {
  return database.withTenant(tenantId, (db) => selectCampaign(db, campaignId));
}

/** All campaigns, newest first. */
export function listCampaigns({ database }: Pick<CampaignTools, 'database'>, tenantId: TenantId): Promise<Campaign[]> {
  return database.withTenant(tenantId, selectCampaigns);
}

/** How far a campaign has come. */
export function campaignProgress(
  { database }: Pick<CampaignTools, 'database'>,
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<CampaignProgress> {
  return database.withTenant(tenantId, (db) => selectProgress(db, campaignId));
}
