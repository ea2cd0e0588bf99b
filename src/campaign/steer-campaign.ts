import { startMsOfCampaign, type CampaignSettings, type CampaignState } from '../contract/campaign-settings.ts';
import type { CampaignId, TenantId } from '../contract/ids.ts';
import type { LiveCalls } from '../contract/live-calls.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { CodedError } from '../foundation/errors.ts';
import { tenantRules } from '../compliance/index.ts';
import { leadsOfList } from '../leads/index.ts';
import { appendFact, type FactKind, type TenantTransaction } from '../storage/index.ts';
import type { CampaignTools } from './campaign.ts';
import { enrollList, holdUntil, refreshPlans } from './campaign-lead-store.ts';
import { nextCampaignState, statesBefore, type CampaignAction } from './campaign-state.ts';
import { lockCampaign, selectCampaign, updateState } from './campaign-store.ts';
import { judgeStart, type StartVerdict } from './judge-start.ts';
import { nobodyUnfit, unfitPeople } from './unfit-people.ts';

export type StartAnswer =
  | {
      readonly started: true;
      readonly state: 'running' | 'scheduled';
      /** How many people it is to call; 0 where it had been started before. */
      readonly enrolled: number;
      readonly warnings: StartVerdict['warnings'];
    }
  | { readonly started: false; readonly refusals: StartVerdict['refusals'] };

/**
 * Starts a draft, or lets it wait for its time: notes the script's published version, if one is spoken, and puts everybody of the list into
 * the campaign. Refuses with every reason at once. One that was started before stays as it is. Throws `campaign-not-found`, and
 * `campaign-cannot-change` where it rests or has ended.
 */
export async function startCampaign(
  tools: CampaignTools & { readonly canHearSpeech: boolean },
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<StartAnswer> {
  const { database, gate, clock } = tools;
  const { settings, state: before } = known(
    await database.withTenant(tenantId, (db) => selectCampaign(db, campaignId)),
    campaignId,
  );
  if (isStarted(before)) return { started: true, state: before, enrolled: 0, warnings: [] };
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
  const answer = await database.withTenant(tenantId, (db) => enter(db, campaignId, version, clock.now()));
  await database.platform(refreshPlans);
  return { started: true, ...answer, warnings };
}

/** The start itself; of two at once the second finds the campaign started. */
async function enter(
  db: TenantTransaction,
  campaignId: CampaignId,
  scriptVersion: number,
  nowMs: number,
): Promise<{ readonly state: 'running' | 'scheduled'; readonly enrolled: number }> {
  const campaign = known(await lockCampaign(db, campaignId), campaignId);
  if (isStarted(campaign.state)) return { state: campaign.state, enrolled: 0 };
  const { settings, peopleOf } = campaign;
  const startMs = startMsOfCampaign(settings) ?? 0;
  const early = startMs > nowMs;
  const state = stateAfter(campaign.state, 'start', campaignId, early);
  const dueMs = Math.max(nowMs, startMs);
  const enrolled =
    peopleOf === null
      ? await enrollList(db, campaignId, settings.listId, dueMs)
      : await holdUntil(db, campaignId, dueMs);
  await updateState(db, campaignId, { state, reason: null, atMs: nowMs, scriptVersion });
  await appendFact(db, { kind: early ? 'campaign-scheduled' : 'campaign-started', id: campaignId });
  return { state: early ? 'scheduled' : 'running', enrolled };
}

const isStarted = (state: CampaignState): state is 'running' | 'scheduled' =>
  state === 'running' || state === 'scheduled';

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

/** Dials again, or waits again where its time has not come. */
export function resumeCampaign(
  tools: Pick<CampaignTools, 'database' | 'clock'>,
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<CampaignState> {
  return tools.database.withTenant(tenantId, async (db) => {
    const { state, settings } = known(await lockCampaign(db, campaignId), campaignId);
    const nowMs = tools.clock.now();
    const early = (startMsOfCampaign(settings) ?? 0) > nowMs;
    const next = stateAfter(state, 'resume', campaignId, early);
    await updateState(db, campaignId, { state: next, reason: null, atMs: nowMs });
    await appendFact(db, { kind: early ? 'campaign-scheduled' : 'campaign-started', id: campaignId });
    return next;
  });
}

/** Puts a draft, or a campaign that has ended, away: lists show it only when asked. */
export function archiveCampaign(
  tools: Pick<CampaignTools, 'database' | 'clock'>,
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<void> {
  return steer(tools, tenantId, campaignId, 'archive', null, 'campaign-archived');
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

function stateAfter(
  state: CampaignState,
  action: CampaignAction,
  campaignId: CampaignId,
  early = false,
): CampaignState {
  const next = nextCampaignState(state, action, early);
  if (next) return next;
  const wanted = statesBefore(action).join(' or ');
  throw new CodedError('campaign-cannot-change', `campaign ${campaignId} is ${state}: ${action} wants it ${wanted}`, {
    state,
    action,
  });
}
