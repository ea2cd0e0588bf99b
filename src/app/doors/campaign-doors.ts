import { describeIdle } from '../../analytics/index.ts';
import type { ApiDoors } from '../../api/index.ts';
import type { LiveSwitch } from '../../call/index.ts';
import {
  archiveCampaign,
  campaignProgress,
  copyCampaign,
  createCampaign,
  getCampaign,
  listCampaigns,
  pauseCampaign,
  resumeCampaign,
  startCampaign,
  stopCampaign,
  strategyPage,
  whyIdle,
  type Campaign,
  type CampaignProgress,
  type IdleReason,
} from '../../campaign/index.ts';
import type { CampaignBoard, CampaignRow } from '../../contract/api.ts';
import type { CampaignId, TenantId } from '../../contract/ids.ts';
import { CodedError } from '../../foundation/errors.ts';
import { callStatistics } from '../../records/index.ts';
import type { Office } from '../open-office.ts';

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

function idleInWords(idle: IdleReason): CampaignBoard['idleBecause'] {
  const [chinese, english] = (['zh-CN', 'en'] as const).map((language) =>
    describeIdle(idle, language, 'Asia/Shanghai'),
  );
  return chinese && english ? { 'zh-CN': chinese, en: english } : null;
}

/** Campaigns as lists and boards show them, and steering them. */
export function campaignDoors(
  office: Office,
  live: LiveSwitch,
  canHearSpeech: boolean,
): Pick<ApiDoors, 'campaigns' | 'createCampaign' | 'copyCampaign' | 'board' | 'strategy' | 'act'> {
  const { database, campaigns } = office;
  const { clock } = office.world;
  const known = async (tenantId: TenantId, campaignId: CampaignId): Promise<[Campaign, CampaignProgress] | null> => {
    const campaign = await getCampaign(campaigns, tenantId, campaignId);
    return campaign && [campaign, await campaignProgress(campaigns, tenantId, campaignId)];
  };
  return {
    createCampaign: (tenantId, settings) => createCampaign(campaigns, tenantId, settings),
    copyCampaign: (tenantId, campaignId, { name, people }) =>
      copyCampaign(campaigns, tenantId, campaignId, people === 'all' ? { name } : { name, people }),
    async campaigns(tenantId, archivedToo) {
      const all = (await listCampaigns(campaigns, tenantId)).filter(({ state }) => archivedToo || state !== 'archived');
      return Promise.all(
        all.map(async (campaign) => rowOf(campaign, await campaignProgress(campaigns, tenantId, campaign.campaignId))),
      );
    },
    async board(tenantId, campaignId) {
      const found = await known(tenantId, campaignId);
      if (!found) return null;
      const [campaign, progress] = found;
      const idle = await whyIdle({ database, clock, liveCalls: live }, tenantId, campaignId);
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
        idleBecause: idle && idleInWords(idle),
      };
    },
    strategy: (tenantId, campaignId) => strategyPage(campaigns, tenantId, campaignId),
    async act(tenantId, campaignId, action) {
      if (action === 'pause') return pauseCampaign(campaigns, tenantId, campaignId);
      if (action === 'resume') return void (await resumeCampaign(campaigns, tenantId, campaignId));
      if (action === 'archive') return archiveCampaign(campaigns, tenantId, campaignId);
      if (action === 'stop') return void (await stopCampaign(campaigns, tenantId, campaignId, live));
      const answer = await startCampaign({ ...campaigns, canHearSpeech }, tenantId, campaignId);
      if (!answer.started)
        throw new CodedError('campaign-cannot-start', answer.refusals.map(({ message }) => message).join('; '), {
          campaignId,
        });
      return undefined;
    },
  };
}
