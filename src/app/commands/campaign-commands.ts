import { z } from 'zod';
import { campaignReport, renderReport, renderStrategyPage, reportCsv } from '../../analytics/index.ts';
import {
  archiveCampaign,
  campaignProgress,
  copyCampaign,
  createCampaign,
  listCampaigns,
  pauseCampaign,
  resumeCampaign,
  startCampaign,
  stopCampaign,
  strategyPage,
  type Campaign,
} from '../../campaign/index.ts';
import { campaignCopySchema } from '../../contract/api.ts';
import { campaignFieldsSchema } from '../../contract/campaign-settings.ts';
import { CodedError } from '../../foundation/errors.ts';
import { getList } from '../../leads/index.ts';
import type { Office } from '../open-office.ts';
import { officeCommand, programOf } from './command.ts';

const named = z.object({ name: z.string().min(1) });

/** Throws `campaign-not-found`, with the names that there are. */
export async function campaignNamed({ campaigns, tenantId }: Office, name: string): Promise<Campaign> {
  const all = await listCampaigns(campaigns, tenantId);
  const found = all.find((campaign) => campaign.settings.name === name || campaign.campaignId === name);
  if (found) return found;
  const names = all.map((campaign) => `'${campaign.settings.name}'`).join(', ') || 'none yet';
  throw new CodedError('campaign-not-found', `there is no campaign '${name}'; there are: ${names}`);
}

const createArgs = campaignFieldsSchema
  .omit({ listId: true, callerNumbers: true })
  .extend({ list: z.string().min(1), callerNumbers: z.array(z.string()).default([]) });

export const campaignCreate = officeCommand(createArgs, async (office, { list, callerNumbers, ...settings }) => {
  const { listId } = await getList(office.database, office.tenantId, { name: list });
  const trunk = (await office.lines.of(office.tenantId)).document.trunks.find(({ name }) => name === settings.trunk);
  const pool = callerNumbers.length > 0 ? callerNumbers : (trunk?.callerNumbers ?? []);
  const campaignId = await createCampaign(office.campaigns, office.tenantId, {
    ...settings,
    listId,
    callerNumbers: pool,
  });
  return {
    json: { campaignId },
    text: `campaign '${settings.name}' is a draft: waihu campaign start ${settings.name}`,
  };
});

const copyArgs = campaignCopySchema
  .omit({ name: true })
  .extend({ name: z.string().min(1), newName: z.string().min(1) });

export const campaignCopy = officeCommand(copyArgs, async (office, { name, newName, people }) => {
  const { campaignId: from } = await campaignNamed(office, name);
  const campaignId = await copyCampaign(office.campaigns, office.tenantId, from, {
    name: newName,
    ...(people === 'all' ? {} : { people }),
  });
  const { byState } = await campaignProgress(office.campaigns, office.tenantId, campaignId);
  const whom = people === 'all' ? 'everybody of its list' : `${byState.waiting} people`;
  return {
    json: { campaignId },
    text: `campaign '${newName}' is a draft for ${whom}: waihu campaign start ${newName}`,
  };
});

export const campaignArchive = officeCommand(named, async (office, { name }) => {
  await archiveCampaign(office.campaigns, office.tenantId, (await campaignNamed(office, name)).campaignId);
  return { json: { name, state: 'archived' }, text: `campaign '${name}' is put away; list --archived shows it` };
});

const listArgs = z.object({ archived: z.boolean().default(false) });

export const campaignList = officeCommand(listArgs, async ({ campaigns, tenantId }, { archived }) => {
  const shown = (await listCampaigns(campaigns, tenantId)).filter(({ state }) => archived || state !== 'archived');
  const rows = await Promise.all(
    shown.map(async ({ campaignId, settings, state }) => ({
      campaignId,
      name: settings.name,
      state,
      ...(await campaignProgress(campaigns, tenantId, campaignId)),
    })),
  );
  const text = rows
    .map(
      ({ name, state, byState }) =>
        `${name}\t${state}\t${byState.done + byState.refused}/${Object.values(byState).reduce((sum, count) => sum + count, 0)}`,
    )
    .join('\n');
  return {
    json: rows,
    text: text || 'no campaigns yet: waihu campaign create --name NAME --list LIST --script SCRIPT --trunk TRUNK',
  };
});

export const campaignStart = officeCommand(named, async (office, { name }) => {
  const { campaignId } = await campaignNamed(office, name);
  const program = programOf(office);
  const answer = await startCampaign(
    { ...office.campaigns, canHearSpeech: program?.canHearSpeech ?? false },
    office.tenantId,
    campaignId,
  );
  if (!answer.started)
    throw new CodedError('campaign-cannot-start', answer.refusals.map(({ message }) => message).join('\n'));
  program?.dialer.wake();
  const later = program ? '' : '\nno program is running on this data folder: it dials once `waihu serve` runs';
  return {
    json: answer,
    text:
      [
        answer.enrolled > 0
          ? `campaign '${name}' is ${answer.state}, ${answer.enrolled} people`
          : `campaign '${name}' was started before and is ${answer.state}`,
        ...answer.warnings.map((warning) => `note: ${warning}`),
      ].join('\n') + later,
  };
});

export const campaignPause = officeCommand(named, async (office, { name }) => {
  await pauseCampaign(office.campaigns, office.tenantId, (await campaignNamed(office, name)).campaignId);
  return { json: { name, state: 'paused' }, text: `campaign '${name}' is paused; calls in the air go on to their end` };
});

export const campaignResume = officeCommand(named, async (office, { name }) => {
  const { campaignId } = await campaignNamed(office, name);
  const state = await resumeCampaign(office.campaigns, office.tenantId, campaignId);
  programOf(office)?.dialer.wake();
  return { json: { name, state }, text: `campaign '${name}' is ${state} again` };
});

export const campaignStop = officeCommand(named, async (office, { name }) => {
  const ended = await stopCampaign(
    office.campaigns,
    office.tenantId,
    (await campaignNamed(office, name)).campaignId,
    programOf(office)?.live,
  );
  return {
    json: { name, state: 'stopped', callsEnded: ended },
    text: `campaign '${name}' is stopped; ${ended} calls were ended`,
  };
});

const reportArgs = z.object({
  name: z.string().optional(),
  csv: z.boolean().default(false),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
});

export const campaignReportCommand = officeCommand(reportArgs, async (office, { name, csv, language }) => {
  const campaignId = name === undefined ? null : (await campaignNamed(office, name)).campaignId;
  const report = await campaignReport(office.database, office.tenantId, campaignId);
  if (!report) throw new CodedError('campaign-not-found', `there is no campaign '${name ?? ''}'`);
  return { json: report, text: csv ? reportCsv(report, language) : renderReport(report, language) };
});

const strategyArgs = named.extend({ language: z.enum(['zh-CN', 'en']).default('zh-CN') });

export const campaignStrategy = officeCommand(strategyArgs, async (office, { name, language }) => {
  const { campaignId } = await campaignNamed(office, name);
  const page = await strategyPage(office.campaigns, office.tenantId, campaignId);
  if (!page) throw new CodedError('campaign-not-found', `there is no campaign '${name}'`);
  return { json: page, text: renderStrategyPage(page, language, 'Asia/Shanghai') };
});

/** `stop --all`: ends every campaign and every call at once. */
export const stopAll = officeCommand(z.object({}), async (office) => {
  const { campaigns, tenantId } = office;
  const live = programOf(office)?.live;
  let stopped = 0;
  for (const { campaignId, state } of await listCampaigns(campaigns, tenantId)) {
    if (state !== 'running' && state !== 'paused' && state !== 'scheduled') continue;
    await stopCampaign(campaigns, tenantId, campaignId);
    stopped += 1;
  }
  const calls = live ? await live.hangUpAll({}, 'stop --all') : 0;
  return { json: { campaigns: stopped, calls }, text: `${stopped} campaigns stopped, ${calls} calls ended` };
});
