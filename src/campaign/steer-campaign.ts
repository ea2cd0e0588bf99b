import { startMsOfCampaign, type CampaignSettings, type CampaignState } from '../contract/campaign-settings.ts';
import type { CampaignId, TenantId } from '../contract/ids.ts';
import type { LiveCalls } from '../contract/live-calls.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { CodedError } from '../foundation/errors.ts';
import { tenantRules } from '../compliance/index.ts';
import { leadsOfList } from '../leads/index.ts';
import { appendFact, type FactKind } from '../storage/index.ts';
import type { CampaignTools } from './campaign.ts';
import { enrollList, refreshPlans } from './campaign-lead-store.ts';
import { nextCampaignState, statesBefore, type CampaignAction } from './campaign-state.ts';
import { lockCampaign, selectCampaign, updateState } from './campaign-store.ts';
import { judgeStart, type StartVerdict } from './judge-start.ts';
import { nobodyUnfit, unfitPeople } from './unfit-people.ts';

export type StartAnswer =
  | { readonly started: true; readonly enrolled: number; readonly warnings: StartVerdict['warnings'] }
  | { readonly started: false; readonly refusals: StartVerdict['refusals'] };

/**
 * Starts a draft: notes the script's published version, if one is spoken, and puts everybody of the list into the campaign. Refuses with
 * every reason at once. Throws `campaign-not-found`, and `campaign-cannot-change` where it is no draft.
 */
export async function startCampaign(
  tools: CampaignTools & { readonly canHearSpeech: boolean },
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<StartAnswer> {
  const { database, gate, clock } = tools;
  const { settings } = known(await database.withTenant(tenantId, (db) => selectCampaign(db, campaignId)), campaignId);
  const [trunk, script, flow, ofTenant, someLeads] = await Promise.all([
    gate.trunkOf(tenantId, settings.trunk),
    settings.scriptId === undefined ? null : tools.scripts.published(tenantId, settings.scriptId),
    settings.ivr === undefined ? null : tools.flows.flow(tenantId, settings.ivr),
    tenantRules(database, tenantId),
    leadsOfList(database, tenantId, settings.listId, { limit: 1 }),
  ]);
  const { refusals, warnings } = judgeStart({
    settings,
    trunk,
    script: script?.document ?? null,
    compared: await comparedScripts(tools, tenantId, settings),
    flowIsThere: flow !== null,
    listIsEmpty: someLeads.length === 0,
    unfit: script === null ? nobodyUnfit : await unfitPeople(database, tenantId, settings.listId, script.document),
    ruleSets: ofTenant ? [gate.platformRules, ofTenant] : [gate.platformRules],
    hoursWaived: gate.simulatedTrunkIgnoresWindow && trunk?.simulated === true,
    canHearSpeech: tools.canHearSpeech,
    nowMs: clock.now(),
  });
  const version = script?.version ?? flow?.version;
  if (refusals.length > 0 || version === undefined) return { started: false, refusals };
  const enrolled = await database.withTenant(tenantId, async (db) => {
    const campaign = known(await lockCampaign(db, campaignId), campaignId);
    const state = stateAfter(campaign.state, 'start', campaignId);
    const dueMs = Math.max(clock.now(), startMsOfCampaign(settings) ?? 0);
    const people = await enrollList(db, campaignId, settings.listId, dueMs);
    await updateState(db, campaignId, { state, reason: null, atMs: clock.now(), scriptVersion: version });
    await appendFact(db, { kind: 'campaign-started', id: campaignId });
    return people;
  });
  await database.platform(refreshPlans);
  return { started: true, enrolled, warnings };
}

async function comparedScripts(
  { scripts }: Pick<CampaignTools, 'scripts'>,
  tenantId: TenantId,
  { experiment }: CampaignSettings,
): Promise<Readonly<Record<string, ScriptDocument | null>>> {
  const ids = Object.values(experiment?.variants ?? {}).map(({ scriptId }) => scriptId);
  const found = await Promise.all(ids.map((id) => scripts.published(tenantId, id)));
  return Object.fromEntries(ids.map((id, index) => [id, found[index]?.document ?? null]));
}

/** Dials nobody new until it is resumed; calls in the air go on. */
export function pauseCampaign(
  tools: Pick<CampaignTools, 'database' | 'clock'>,
  tenantId: TenantId,
  campaignId: CampaignId,
  reason = 'operator',
): Promise<void> {
  return steer(tools, tenantId, campaignId, 'pause', reason, 'campaign-paused');
}

export function resumeCampaign(
  tools: Pick<CampaignTools, 'database' | 'clock'>,
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<void> {
  return steer(tools, tenantId, campaignId, 'resume', null, 'campaign-started');
}

/** Ends a campaign for good and, where `liveCalls` is given, its calls in the air. How many calls were ended. */
export async function stopCampaign(
  tools: Pick<CampaignTools, 'database' | 'clock'>,
  tenantId: TenantId,
  campaignId: CampaignId,
  liveCalls?: Pick<LiveCalls, 'hangUpAll'>,
): Promise<number> {
  await steer(tools, tenantId, campaignId, 'stop', 'operator', 'campaign-ended');
  return liveCalls ? liveCalls.hangUpAll({ campaignId, tenantId }, 'campaign stopped') : 0;
}

function steer(
  { database, clock }: Pick<CampaignTools, 'database' | 'clock'>,
  tenantId: TenantId,
  campaignId: CampaignId,
  action: CampaignAction,
  reason: string | null,
  fact: FactKind,
): Promise<void> {
  return database.withTenant(tenantId, async (db) => {
    const campaign = known(await lockCampaign(db, campaignId), campaignId);
    await updateState(db, campaignId, {
      state: stateAfter(campaign.state, action, campaignId),
      reason,
      atMs: clock.now(),
    });
    await appendFact(db, { kind: fact, id: campaignId });
  });
}

function known<T>(campaign: T | null, campaignId: CampaignId): T {
  if (campaign === null)
    throw new CodedError('campaign-not-found', `there is no campaign ${campaignId}`, { campaignId });
  return campaign;
}

function stateAfter(state: CampaignState, action: CampaignAction, campaignId: CampaignId): CampaignState {
  const next = nextCampaignState(state, action);
  if (next) return next;
  const wanted = statesBefore(action).join(' or ');
  throw new CodedError('campaign-cannot-change', `campaign ${campaignId} is ${state}: ${action} wants it ${wanted}`, {
    state,
    action,
  });
}
