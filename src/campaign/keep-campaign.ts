import { isDeepStrictEqual } from 'node:util';
import {
  campaignSettingsSchema,
  purposeOfCampaign,
  type CampaignSettings,
  type CampaignSettingsInput,
} from '../contract/campaign-settings.ts';
import { campaignIdSchema, type CampaignId, type TenantId } from '../contract/ids.ts';
import { CodedError } from '../foundation/errors.ts';
import type { Campaign, CampaignTools } from './campaign.ts';
import { enrollFrom, selectProgress, type CampaignProgress, type PeopleToCopy } from './campaign-lead-store.ts';
import { isOver } from './campaign-state.ts';
import { insertCampaign, lockCampaign, selectCampaign, selectCampaigns, updateSettings } from './campaign-store.ts';

/** Makes a draft. Throws a `ZodError` for settings that cannot be, and `campaign-numbers-not-owned`. */
export async function createCampaign(
  { database, gate, clock }: Pick<CampaignTools, 'database' | 'gate' | 'clock'>,
  tenantId: TenantId,
  input: CampaignSettingsInput,
): Promise<CampaignId> {
  const settings = campaignSettingsSchema.parse(input);
  await wantOwnedNumber(gate, tenantId, settings);
  const campaignId = campaignIdSchema.parse(gate.newId());
  await database.withTenant(tenantId, (db) => insertCampaign(db, campaignId, settings, clock.now()));
  return campaignId;
}

/** One number that may be shown is wanted from the first; that all may be is judged at the start. A trunk may come later. */
async function wantOwnedNumber(
  gate: CampaignTools['gate'],
  tenantId: TenantId,
  { name, trunk: trunkName, callerNumbers }: CampaignSettings,
): Promise<void> {
  const trunk = await gate.trunkOf(tenantId, trunkName);
  if (!trunk || callerNumbers.some((number) => trunk.callerNumbers.includes(number))) return;
  throw new CodedError(
    'campaign-numbers-not-owned',
    `campaign '${name}', callerNumbers: trunk '${trunkName}' owns none of ${callerNumbers.join(', ')}; name some of ${trunk.callerNumbers.join(', ')}`,
  );
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
  'holdOut',
] as const satisfies readonly (keyof CampaignSettings)[];

export type ChangeAnswer =
  | { readonly changed: true }
  | { readonly changed: false; readonly reason: 'unknown' | 'ended' | 'lasting'; readonly setting?: string };

/** Replaces a campaign's settings; the dialer reads them at its next step. */
export async function changeCampaign(
  { database, gate }: Pick<CampaignTools, 'database' | 'gate'>,
  tenantId: TenantId,
  campaignId: CampaignId,
  input: CampaignSettingsInput,
): Promise<ChangeAnswer> {
  const settings = campaignSettingsSchema.parse(input);
  await wantOwnedNumber(gate, tenantId, settings);
  return database.withTenant(tenantId, async (db): Promise<ChangeAnswer> => {
    const campaign = await lockCampaign(db, campaignId);
    if (!campaign) return { changed: false, reason: 'unknown' };
    if (isOver(campaign.state)) return { changed: false, reason: 'ended' };
    const [before, after] = [campaign.settings, settings].map((one) => ({ ...one, purpose: purposeOfCampaign(one) }));
    const setting = lasting.find((name) => !isDeepStrictEqual(before?.[name], after?.[name]));
    const kept = campaign.state !== 'draft' || (campaign.peopleOf !== null && setting === 'listId');
    if (kept && setting) return { changed: false, reason: 'lasting', setting };
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

/**
 * A new draft with the settings of another campaign but its times. With `people` it calls those of them alone, else everybody of the list.
 * What the gate counted of a person still counts. Throws `campaign-not-found`; `campaign-not-over` where people are to be taken over from one
 * that may still call them; `campaign-nobody-to-copy`.
 */
export function copyCampaign(
  { database, gate, clock }: Pick<CampaignTools, 'database' | 'gate' | 'clock'>,
  tenantId: TenantId,
  from: CampaignId,
  { name, people }: { readonly name: string; readonly people?: PeopleToCopy },
): Promise<CampaignId> {
  const campaignId = campaignIdSchema.parse(gate.newId());
  return database.withTenant(tenantId, async (db) => {
    const original = await lockCampaign(db, from);
    if (!original) throw new CodedError('campaign-not-found', `there is no campaign ${from}`, { campaignId: from });
    const { startAt: _, endAt: __, ...lasts } = original.settings;
    const settings = campaignSettingsSchema.parse({ ...lasts, name });
    await insertCampaign(db, campaignId, settings, clock.now(), people === undefined ? null : from);
    if (people === undefined) return campaignId;
    if (!isOver(original.state))
      throw new CodedError(
        'campaign-not-over',
        `campaign '${original.settings.name}' is ${original.state} and may still call its people: stop it, or copy it without them`,
        { campaignId: from },
      );
    if ((await enrollFrom(db, campaignId, from, people, clock.now())) > 0) return campaignId;
    const wanted = people === 'undone' ? 'waits' : `ended as ${people.join(' or ')}`;
    throw new CodedError('campaign-nobody-to-copy', `nobody of campaign '${original.settings.name}' ${wanted}`, {
      campaignId: from,
    });
  });
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
