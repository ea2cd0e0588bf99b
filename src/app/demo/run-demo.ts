import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { campaignReport, describeIdle, renderReport } from '../../analytics/index.ts';
import { campaignProgress, createCampaign, getCampaign, startCampaign, whyIdle } from '../../campaign/index.ts';
import type { CallRecord } from '../../contract/call-record.ts';
import type { CampaignId, ListId } from '../../contract/ids.ts';
import type { CampaignSettingsInput } from '../../contract/campaign-settings.ts';
import { prepareToLearn } from '../../dialogue/index.ts';
import { delay, shiftedClock, systemClock } from '../../foundation/clock.ts';
import { CodedError } from '../../foundation/errors.ts';
import { getCall, listCalls } from '../../records/index.ts';
import { removeEmbeddedDatabase } from '../../storage/index.ts';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { applyLinesHere } from '../apply-lines-here.ts';
import { publishScriptText } from '../publish-script.ts';
import type { Config } from '../config.ts';
import { importListFile } from '../import-list.ts';
import { startWaihu, type Waihu } from '../start-waihu.ts';
import { type World } from '../open-office.ts';
import { carrierLogFolder, demoLines, writeCarrierRules } from './carrier-rules.ts';
import { compareCalls } from './compare-calls.ts';
import { dealPeople, demoList, demoRefusals, type DemoPeople } from './demo-people.ts';
import { demoReport, describeBySound, shortcomingOf, type DemoReport } from './demo-report.ts';
import { findSoundHearing, tellCustomers, type SoundHearing } from './hear-by-sound.ts';
import { judgeAsides } from './judge-asides.ts';
import { askByHand, callerNumbers, preparePeople, rulesAskedByHand } from './prepare-refusals.ts';

export interface DemoOptions {
  readonly seed: number;
  /** People who may be called; those who must be refused come on top. Null: as many as is usual for what is heard. */
  readonly people: number | null;
  readonly concurrency: number | null;
  /** Wall time at which the demo is to believe itself, or null for now. At another hour the exemption is off. */
  readonly atMs: number | null;
  /** `sound`: text is offered in no call. Where that cannot be, the demo says why and runs with text. */
  readonly hearing: 'text' | 'sound';
  /** The simulator tells one lie, which the comparison must find. */
  readonly lie: boolean;
  readonly consoleFolder: string | null;
  readonly scriptFile: string;
}

/** With what is usual where nothing was asked for. */
interface SettledOptions extends DemoOptions {
  readonly people: number;
  readonly concurrency: number;
}

/** What the demo tells while it runs. */
export interface DemoOutput {
  say(line: string): void;
  /** How many of how many people are finished, and how many calls are in the air. */
  progress(finished: number, of: number, inTheAir: number): void;
}

export interface Demo {
  readonly report: DemoReport;
  /** What the demo did not show, or null. */
  readonly shortcoming: string | null;
  readonly waihu: Waihu;
  close(): Promise<void>;
}

/** What a demo is by what is heard: `whole` people or more must show everything, so many behaviours among it. */
const sizes = {
  text: { people: 66, concurrency: 40, whole: 60, behaviours: 20 },
  sound: { people: 36, concurrency: 3, whole: 30, behaviours: 8 },
} as const;
/** A campaign is given so long for each time that all its lines have been busy with a call, and no less than twice that. */
const longestRoundMs = 140_000;
const firstCampaign = '保险回访 · 演示';
const secondCampaign = '保险回访 · 第二轮';

function linesYaml(simulator: Simulator, realTimeText: boolean): string {
  const seats = simulator.seats.map(
    ({ name, address }) => `  - { name: ${name}, address: '${address}', skills: [insurance], ringForMs: 6000 }`,
  );
  return `trunks:
  - name: simulated
    proxy: ${simulator.sipAddress.udp}
    domain: carrier.invalid
    callerNumbers: ['${callerNumbers.join("', '")}']
    trust404: true
    realTimeText: ${realTimeText}
    maxCalls: ${demoLines}
    callsPerSecond: 4
    simulated: true
  - name: office
    proxy: 127.0.0.1:9
    callerNumbers: ['+861080000000']
seats:
${seats.join('\n')}
`;
}

function settingsOf(name: string, listId: ListId, concurrency: number): CampaignSettingsInput {
  const soon = { max: 1, afterMs: 61_000 };
  return {
    name,
    listId,
    scriptId: 'insurance',
    trunk: 'simulated',
    callerNumbers,
    trade: 'insurance',
    maxConcurrency: concurrency,
    callsPerSecond: 4,
    ringForMs: 20_000,
    maxTalkMs: 150_000,
    retry: { busy: soon },
    maxAttempts: 2,
    endWhenOnlyWaitingBeyondMs: 75_000,
  };
}

/** A small demo waits for no second attempt, which the gate lets through after a minute. */
function firstSettings(listId: ListId, { people, concurrency, hearing }: SettledOptions): CampaignSettingsInput {
  const settings = settingsOf(firstCampaign, listId, concurrency);
  return hearing === 'sound' || people < sizes.text.whole ? { ...settings, retry: {} } : settings;
}

async function begin(waihu: Waihu, settings: CampaignSettingsInput, output: DemoOutput): Promise<CampaignId> {
  const { campaigns, tenantId } = waihu;
  const campaignId = await createCampaign(campaigns, tenantId, settings);
  const answer = await startCampaign({ ...campaigns, canHearSpeech: waihu.canHearSpeech }, tenantId, campaignId);
  if (!answer.started)
    throw new CodedError(
      'demo-setup',
      `the campaign cannot start: ${answer.refusals.map(({ message }) => message).join('; ')}`,
    );
  for (const warning of answer.warnings) output.say(`  ! ${warning}`);
  waihu.dialer.wake();
  return campaignId;
}

/** Shows how campaigns get on until none runs any more, or until it is `enough`. */
async function follow(
  waihu: Waihu,
  campaignIds: readonly CampaignId[],
  output: DemoOutput,
  longestMs: number,
  enough: () => Promise<boolean> = async () => false,
): Promise<void> {
  const { campaigns, tenantId } = waihu;
  const deadlineMs = systemClock.monotonicMs() + longestMs;
  for (;;) {
    const states = await Promise.all(campaignIds.map((id) => getCampaign(campaigns, tenantId, id)));
    const counts = await Promise.all(campaignIds.map((id) => campaignProgress(campaigns, tenantId, id)));
    const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
    const finished = sumOf(counts.map(({ byState }) => byState.done + byState.refused));
    output.progress(finished, sumOf(counts.flatMap(({ byState }) => Object.values(byState))), waihu.live.inTheAir);
    if (states.every((campaign) => campaign?.state !== 'running') || (await enough())) break;
    if (systemClock.monotonicMs() > deadlineMs)
      throw new CodedError('demo-too-long', `the campaign was not done after ${Math.round(longestMs / 1000)} s`);
    await delay(systemClock, 500);
  }
  await waihu.reactions.drained();
}

async function allRecords(waihu: Waihu): Promise<CallRecord[]> {
  const records: CallRecord[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listCalls(waihu.database, waihu.tenantId, { cursor, limit: 200 });
    for (const { callId } of page.calls) {
      const record = await getCall(waihu.database, waihu.tenantId, callId);
      if (record) records.push(record);
    }
    if (page.nextCursor === null) return records;
    cursor = page.nextCursor;
  }
}

/** Writes the people as a CSV, and brings it in as an operator would. */
async function importPeople(
  waihu: Waihu,
  name: string,
  csv: string,
  output: DemoOutput,
): Promise<{ listId: ListId; imported: number }> {
  const path = join(waihu.config.dataFolder, `${name}.csv`);
  await writeFile(path, csv);
  const result = await importListFile(waihu, { path, list: name, choice: {} });
  await rm(path);
  output.say(`名单「${name}」: ${result.imported} 人已导入，${result.duplicates} 行重复，${result.rejected} 行有误`);
  for (const problem of result.problems) output.say(`  第 ${problem.line} 行: ${problem.reason} (${problem.value})`);
  return result;
}

const seats = [
  { name: 'amy', mode: 'answers' },
  { name: 'bao', mode: 'answers' },
  { name: 'chen', mode: 'no-answer' },
] as const;

/** The program and the carrier, both fresh. At another hour the program's clock is shifted and the exemption from hours is off. */
async function startBoth(
  config: Config,
  world: World,
  options: SettledOptions,
  sound: SoundHearing | null,
): Promise<{ readonly simulator: Simulator; readonly waihu: Waihu }> {
  const dataFolder = join(config.dataFolder, 'demo');
  await removeEmbeddedDatabase(dataFolder, world.clock);
  // A demo that is just ending may write its last files yet.
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  const clockShiftMs = options.atMs === null ? 0 : options.atMs - world.clock.now();
  const demoConfig: Config = {
    ...config,
    databaseUrl: null,
    dataFolder,
    simulatedAnyHour: options.atMs === null,
    clockShiftMs,
    ...(sound && { recognizers: [sound.recognizer] }),
  };
  const demoWorld: World = {
    ...world,
    clock: clockShiftMs === 0 ? world.clock : shiftedClock(world.clock, clockShiftMs),
  };
  const { seed, lie, consoleFolder } = options;
  const [voiceFolder, logFolder] = [join(config.dataFolder, 'simulator-voices'), carrierLogFolder(config)];
  await rm(logFolder, { recursive: true, force: true });
  const simulator = await startSimulator({
    seed,
    callerNumbers,
    lie,
    seats,
    voiceFolder,
    logFolder,
    ...(sound && { soundOnly: sound }),
  });
  try {
    return { simulator, waihu: await startWaihu(demoConfig, demoWorld, { consoleFolder }) };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

interface Campaigns {
  readonly leads: number;
  readonly people: DemoPeople;
  /** Refusals that no list leads to, by rule. */
  readonly byHand: Readonly<Record<string, number>>;
}

/** Whoever asked in the first campaign never to be called again stands in the second, beside two new ones. */
async function beginSecond(
  waihu: Waihu,
  simulator: Simulator,
  consentAt: string,
  concurrency: number,
  output: DemoOutput,
): Promise<{ readonly campaignId: CampaignId; readonly imported: number }> {
  const again = (await allRecords(waihu)).filter(({ doNotCall }) => doNotCall).map(({ callee }) => callee);
  const phones = [...again, ...(await simulator.numbers(2))];
  const csv = ['手机号,授权来源,授权时间', ...phones.map((phone) => `${phone},官网预约,${consentAt}`)].join('\n');
  const second = await importPeople(waihu, '第二轮名单', csv, output);
  const settings = { ...settingsOf(secondCampaign, second.listId, concurrency), retry: {} };
  return { campaignId: await begin(waihu, settings, output), imported: second.imported };
}

async function runCampaigns(
  waihu: Waihu,
  simulator: Simulator,
  options: SettledOptions,
  output: DemoOutput,
): Promise<Campaigns> {
  const longestMs = longestRoundMs * Math.max(2, options.people / options.concurrency);
  await applyLinesHere(waihu, linesYaml(simulator, options.hearing === 'text'), 'demo');
  const { version } = await publishScriptText(waihu, await readFile(options.scriptFile, 'utf8'), options.scriptFile);
  output.say(`话术 insurance 已发布（第 ${version} 版）`);
  const people = dealPeople(await simulator.numbers(options.people + demoRefusals.length - 1));
  await preparePeople(waihu, people);
  const byHand = await askByHand(waihu, people.callable[0] ?? '');
  const consentAt = new Date(waihu.world.clock.now() - 30 * 86_400_000).toISOString();
  const list = await importPeople(waihu, '演示名单', demoList(people, consentAt), output);
  const campaignId = await begin(waihu, firstSettings(list.listId, options), output);
  const { database, tenantId, live, world } = waihu;
  if (options.atMs === null) {
    const refusedForEver = async (): Promise<boolean> =>
      ((await campaignReport(database, tenantId, null))?.doNotCall ?? 0) > 0;
    await follow(waihu, [campaignId], output, longestMs, refusedForEver);
    const second = await beginSecond(waihu, simulator, consentAt, options.concurrency, output);
    await follow(waihu, [campaignId, second.campaignId], output, longestMs);
    return { leads: list.imported + second.imported, people, byHand };
  }
  await follow(waihu, [campaignId], output, longestMs);
  const idle = await whyIdle({ database, clock: world.clock, liveCalls: live }, tenantId, campaignId);
  output.say(`没有拨打: ${idle ? describeIdle(idle, 'zh-CN', 'Asia/Shanghai') : ''}`);
  return { leads: list.imported, people, byHand };
}

async function soundOrWhatLacks(config: Config, output: DemoOutput): Promise<SoundHearing | null> {
  const found = await findSoundHearing(config);
  if ('recognizer' in found) {
    output.say(`只靠声音: 双方都不协商实时文本，${found.recognizer} 按话术在每个节点期待的说法来听`);
    return found;
  }
  output.say('不能只靠声音演示，改用实时文本:');
  for (const { what, mend } of found) output.say(`  ! ${what} (${mend})`);
  return null;
}

/**
 * The whole product on one machine: a simulated carrier, two campaigns of real calls, and the comparison of every call with what the
 * simulator's customers say happened. The program stays up until `close`.
 */
export async function runDemo(config: Config, world: World, wanted: DemoOptions, output: DemoOutput): Promise<Demo> {
  const sound = wanted.hearing === 'sound' ? await soundOrWhatLacks(config, output) : null;
  const hearing = sound ? 'sound' : 'text';
  const { people, concurrency, whole, behaviours } = sizes[hearing];
  const options: SettledOptions = {
    ...wanted,
    hearing,
    people: wanted.people ?? people,
    concurrency: wanted.concurrency ?? concurrency,
  };
  prepareToLearn();
  output.say('启动模拟运营商、数据库、媒体与语音进程…');
  const { simulator, waihu } = await startBoth(config, world, options, sound);
  const stopTelling = sound ? tellCustomers(waihu.live, simulator) : () => undefined;
  const close = async (): Promise<void> => {
    stopTelling();
    await waihu.close();
    await simulator.close();
  };
  try {
    output.say(`控制台 ${waihu.api.url}  用户 admin  密码 ${waihu.firstCredentials?.password ?? ''}`);
    for (const { what, why, mend } of waihu.speech.capabilities.missing) output.say(`  ! ${what}: ${why} (${mend})`);
    const { leads, people: dealt, byHand } = await runCampaigns(waihu, simulator, options, output);
    const [records, logs, seatLogs] = [await allRecords(waihu), await simulator.log(), await simulator.seatLog()];
    const shown = await campaignReport(waihu.database, waihu.tenantId, null);
    if (shown) output.say(renderReport(shown, 'zh-CN'));
    const refused = { ...shown?.refused, ...byHand };
    const comparison = compareCalls(records, logs, seatLogs);
    await writeCarrierRules(carrierLogFolder(config), waihu.config, dealt, logs);
    const bySound = sound && judgeAsides(records, logs);
    const report = demoReport({ leads, records, logs, comparison, refused, bySound });
    if (bySound) for (const line of describeBySound(report, bySound)) output.say(line);
    const outOfHours = report.calls > 0 ? `${report.calls} calls were placed outside calling hours` : null;
    const aim = {
      calls: Math.min(whole, options.people),
      behaviours: options.people < whole ? 1 : behaviours,
      refusedBy: [...demoRefusals, ...rulesAskedByHand],
    };
    const shortcoming = options.atMs === null ? shortcomingOf(report, aim) : outOfHours;
    return { report, shortcoming, waihu, close };
  } catch (error) {
    await close();
    throw error;
  }
}
