import { readFile } from 'node:fs/promises';
import type { ApiDoors, SignedIn } from '../api/index.ts';
import { allows, type Principal } from '../accounts/index.ts';
import { stereoWavOf, type LiveSwitch } from '../call/index.ts';
import {
  campaignProgress,
  getCampaign,
  listCampaigns,
  pauseCampaign,
  resumeCampaign,
  startCampaign,
  stopCampaign,
  whyIdle,
  type Campaign,
  type CampaignProgress,
  type IdleReason,
} from '../campaign/index.ts';
import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import type { CampaignRow } from '../contract/api.ts';
import type { CampaignId, TenantId } from '../contract/ids.ts';
import { CodedError } from '../foundation/errors.ts';
import { callStatistics, getCall, listCalls } from '../records/index.ts';
import type { Office } from './start-waihu.ts';

export interface ApiDoorParts {
  readonly office: Office;
  readonly live: LiveSwitch;
  readonly canHearSpeech: boolean;
  readonly recordingsFolder: string;
}

function rowOf(campaign: Campaign, { byState }: CampaignProgress): CampaignRow {
  const leads = Object.values(byState).reduce((sum, count) => sum + count, 0);
  return {
    id: campaign.campaignId,
    name: campaign.settings.name,
    state: campaign.state,
    leads,
    finished: byState.done + byState.refused,
    createdAtMs: campaign.createdAtMs,
  };
}

/** One sentence for people, or null while calls are being made or nothing is left to do. */
export function idleSentence(idle: IdleReason | null): string | null {
  if (!idle || idle.code === 'dialing' || idle.code === 'all-done' || idle.code === 'not-running') return null;
  const next = idle.nextAttemptAtMs === null ? '' : ` · ${new Date(idle.nextAttemptAtMs).toISOString()}`;
  return [idle.code, idle.ruleId, idle.detail].filter(Boolean).join(' · ') + next;
}

/** The API's doors onto this program. */
export function apiDoors({ office, live, canHearSpeech, recordingsFolder }: ApiDoorParts): ApiDoors {
  const { database, campaigns, world } = office;
  const { clock } = world;
  const campaignOf = new Map<string, CampaignId | null>();
  const known = async (tenantId: TenantId, campaignId: CampaignId): Promise<[Campaign, CampaignProgress] | null> => {
    const campaign = await getCampaign(campaigns, tenantId, campaignId);
    return campaign && [campaign, await campaignProgress(campaigns, tenantId, campaignId)];
  };
  const signedInAs = async (principal: Principal): Promise<SignedIn> => {
    const { tenantId } = principal;
    const tenant = (await office.accounts.listTenants()).find((one) => one.tenantId === tenantId)?.name ?? '';
    const [user, role] = principal.kind === 'user' ? [principal.login, principal.role] : [principal.name, 'api-key'];
    return { tenantId, tenant, user, role, may: (action) => allows(principal, action) };
  };
  return {
    async signIn({ tenant, user, password }) {
      const answer = await office.accounts.signIn({ tenant, login: user, password });
      if (answer.ok) return { token: answer.token, session: await signedInAs(answer.principal) };
      return answer.reason === 'locked' ? { lockedForMs: answer.untilMs - clock.now() } : null;
    },
    async session(token) {
      const principal = await office.accounts.authenticate(token);
      return principal && signedInAs(principal);
    },
    signOut: (token) => office.accounts.signOut(token),
    async campaigns(tenantId) {
      const all = await listCampaigns(campaigns, tenantId);
      return Promise.all(
        all.map(async (campaign) => rowOf(campaign, await campaignProgress(campaigns, tenantId, campaign.campaignId))),
      );
    },
    async board(tenantId, campaignId) {
      const found = await known(tenantId, campaignId);
      if (!found) return null;
      const [campaign, progress] = found;
      const statistics = await callStatistics(database, tenantId, { campaignId });
      return {
        ...rowOf(campaign, progress),
        waiting: progress.byState.waiting,
        dialing: progress.byState.dialing + progress.byState.claimed,
        refused: progress.refusedByRule,
        outcomes: statistics.outcomes,
        grades: statistics.grades,
        funnel: {
          dialed: statistics.dialed,
          answered: statistics.answered,
          talked: statistics.talked,
          interested: statistics.interested,
          closed: statistics.handedOverOrOrdered,
        },
        turnLatencyMs: statistics.replyMs,
        inTheAir: live.list(tenantId).filter((call) => call.campaignId === campaignId),
        idleBecause: idleSentence(await whyIdle({ database, clock, liveCalls: live }, tenantId, campaignId)),
      };
    },
    async act(tenantId, campaignId, action) {
      if (action === 'pause') return pauseCampaign(campaigns, tenantId, campaignId);
      if (action === 'resume') return resumeCampaign(campaigns, tenantId, campaignId);
      if (action === 'stop') return void (await stopCampaign(campaigns, tenantId, campaignId, live));
      const answer = await startCampaign({ ...campaigns, canHearSpeech }, tenantId, campaignId);
      if (!answer.started)
        throw new CodedError('campaign-cannot-start', answer.refusals.map(({ message }) => message).join('; '), {
          campaignId,
        });
      return undefined;
    },
    async calls(tenantId, { campaign, outcome, grade, words, cursor, limit }) {
      const filter = { campaignId: campaign, outcomes: outcome && [outcome], grades: grade && [grade], text: words };
      const page = await listCalls(database, tenantId, { filter, cursor, limit });
      const names = new Map(
        (await listCampaigns(campaigns, tenantId)).map((one) => [one.campaignId, one.settings.name]),
      );
      return {
        calls: page.calls.map((call) => ({
          ...call,
          campaign: (call.campaignId && names.get(call.campaignId)) ?? null,
          hasRecording: call.recorded,
        })),
        next: page.nextCursor,
      };
    },
    async call(tenantId, callId) {
      const record = await getCall(database, tenantId, callId);
      if (!record) return null;
      const campaign = record.campaignId && (await getCampaign(campaigns, tenantId, record.campaignId));
      return { ...record, campaignName: campaign ? campaign.settings.name : null };
    },
    async recording(tenantId, callId) {
      const record = await getCall(database, tenantId, callId);
      if (!record?.recording || record.recording.tracks.length === 0) return null;
      return stereoWavOf(`${recordingsFolder}/${record.recording.folder}`, record.recording, (path) => readFile(path));
    },
    liveEvents: (tenantId, listener) =>
      live.subscribe((event) => {
        if (event.kind === 'call-started' && event.tenantId === tenantId)
          campaignOf.set(event.callId, event.campaignId);
        const campaignId = campaignOf.get(event.callId);
        if (campaignId === undefined) return;
        listener(event, campaignId);
        if (event.kind === 'call-ended') clock.after(1_000, () => campaignOf.delete(event.callId));
      }),
    maskPhone: maskPhoneNumber,
  };
}
