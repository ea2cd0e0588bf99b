import { readFile } from 'node:fs/promises';
import type { ApiDoors } from '../../api/index.ts';
import { stereoWavOf, type LiveSwitch } from '../../call/index.ts';
import { getCampaign, listCampaigns } from '../../campaign/index.ts';
import type { CampaignId } from '../../contract/ids.ts';
import { getCall, getSummary, listCalls } from '../../records/index.ts';
import type { Office } from '../open-office.ts';

/** Calls that were, and calls as they happen. */
export function callDoors(
  office: Office,
  live: LiveSwitch,
  recordingsFolder: string,
): Pick<ApiDoors, 'calls' | 'call' | 'recording' | 'liveEvents'> {
  const { database, campaigns } = office;
  return {
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
      const summary = await getSummary(database, tenantId, callId);
      return { ...record, campaignName: campaign ? campaign.settings.name : null, summary };
    },
    async recording(tenantId, callId, part) {
      const record = await getCall(database, tenantId, callId);
      if (!record?.recording || record.recording.tracks.length === 0) return null;
      const folder = `${recordingsFolder}/${record.recording.folder}`;
      return stereoWavOf(folder, record.recording, (path) => readFile(path), part);
    },
    liveEvents(tenantId, listener) {
      const campaignOf = new Map<string, CampaignId | null>(
        live.list(tenantId).map((call) => [call.callId, call.campaignId]),
      );
      return live.subscribe((event) => {
        if (event.kind === 'call-started' && event.tenantId === tenantId)
          campaignOf.set(event.callId, event.campaignId);
        const campaignId = campaignOf.get(event.callId);
        if (campaignId === undefined) return;
        if (event.kind === 'call-ended') campaignOf.delete(event.callId);
        listener(event, campaignId);
      });
    },
  };
}
