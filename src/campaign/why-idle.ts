import { startMsOfCampaign, type CampaignSettings, type CampaignState } from '../contract/campaign-settings.ts';
import type { CampaignId, TenantId } from '../contract/ids.ts';
import type { LiveCalls, TrunkRoom } from '../contract/live-calls.ts';
import type { CampaignTools } from './campaign.ts';
import { selectLoad, selectProgress, type CampaignLoad, type CampaignProgress } from './campaign-lead-store.ts';
import { selectCampaign } from './campaign-store.ts';
import { selectNumbers } from './numbers/number-store.ts';
import { worksFrom } from './working-hours.ts';

/** Why a campaign dials nobody at this moment. */
export interface IdleReason {
  readonly code:
    | 'not-running'
    | 'dialing'
    | 'trunk-unusable'
    | 'no-free-line'
    | 'all-done'
    | 'waiting-for-start'
    | 'outside-hours'
    | 'numbers-marked'
    | 'waiting-for-rule'
    | 'waiting-for-retry'
    | 'waiting-for-plan';
  /** The gate's rule that holds most of those who wait. */
  readonly ruleId: string | null;
  /** Leads that wait, by the rule that holds them. */
  readonly waitingByRule: Readonly<Record<string, number>>;
  readonly refusedByRule: Readonly<Record<string, number>>;
  /** When the next lead is due. */
  readonly nextAttemptAtMs: number | null;
  readonly detail: string | null;
}

interface IdleFacts {
  readonly state: CampaignState;
  readonly stateReason: string | null;
  readonly settings: Pick<CampaignSettings, 'startAt' | 'hours' | 'strategy'>;
  readonly progress: CampaignProgress;
  readonly load: CampaignLoad;
  readonly room: TrunkRoom;
  /** Whether telephones warn of every number of the pool. */
  readonly allMarked: boolean;
  readonly nowMs: number;
}

/** Says the one thing that somebody would have to change, or wait for. */
export function judgeIdle({
  state,
  stateReason,
  settings,
  progress,
  load,
  room,
  allMarked,
  nowMs,
}: IdleFacts): IdleReason {
  const { waitingByRule, refusedByRule, byState } = progress;
  const say = (code: IdleReason['code'], detail: string | null = null, ruleId: string | null = null): IdleReason => ({
    code,
    ruleId,
    waitingByRule,
    refusedByRule,
    nextAttemptAtMs: load.nextAttemptAtMs,
    detail,
  });
  const [rule] = Object.entries(waitingByRule).toSorted(([, a], [, b]) => b - a);
  const nobodyDue = load.nextAttemptAtMs === null || load.nextAttemptAtMs > nowMs;
  if (state === 'scheduled') return { ...say('waiting-for-start'), nextAttemptAtMs: startMsOfCampaign(settings) };
  if (state !== 'running') return say('not-running', stateReason ?? state, rule?.[0] ?? null);
  if (!room.usable) return say('trunk-unusable', room.reason);
  if (allMarked) return say('numbers-marked');
  if (load.inFlight > 0) return say(room.freeLines > 0 || nobodyDue ? 'dialing' : 'no-free-line');
  if (byState.waiting === 0) return say('all-done');
  const worksAtMs = worksFrom(settings, nowMs);
  if (worksAtMs !== nowMs)
    return {
      ...say('outside-hours'),
      nextAttemptAtMs: worksAtMs === null ? null : Math.max(worksAtMs, load.nextAttemptAtMs ?? 0),
    };
  if (nobodyDue && rule) return say('waiting-for-rule', null, rule[0]);
  if (nobodyDue) return say(nextWait(settings));
  return say(room.freeLines > 0 ? 'dialing' : 'no-free-line');
}

const nextWait = ({ strategy }: IdleFacts['settings']): IdleReason['code'] =>
  strategy === 'automatic' ? 'waiting-for-plan' : 'waiting-for-retry';

/** Why a campaign dials nobody now, or null where there is no such campaign. */
export async function whyIdle(
  {
    database,
    clock,
    liveCalls,
  }: Pick<CampaignTools, 'database' | 'clock'> & { readonly liveCalls: Pick<LiveCalls, 'trunkRoom'> },
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<IdleReason | null> {
  return database.withTenant(tenantId, async (db) => {
    const campaign = await selectCampaign(db, campaignId);
    if (!campaign) return null;
    const { state, stateReason, settings } = campaign;
    const room = liveCalls.trunkRoom(tenantId, settings.trunk);
    const progress = await selectProgress(db, campaignId);
    const numbers = await selectNumbers(db, clock.now());
    const marked = new Set(numbers.filter((one) => one.marked !== null).map(({ number }) => number));
    return judgeIdle({
      state,
      stateReason,
      settings,
      progress,
      load: await selectLoad(db, campaignId),
      room,
      allMarked: settings.callerNumbers.every((number) => marked.has(number)),
      nowMs: clock.now(),
    });
  });
}
