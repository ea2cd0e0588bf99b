import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/app/config.ts';
import { importListFile } from '../../src/app/import-list.ts';
import { publishScriptText } from '../../src/app/publish-script.ts';
import { worldOf } from '../../src/app/run-command.ts';
import { startWaihu, type Waihu } from '../../src/app/start-waihu.ts';
import { createCampaign, getCampaign, startCampaign } from '../../src/campaign/index.ts';
import type { CampaignId } from '../../src/contract/ids.ts';
import { delay, systemClock } from '../../src/foundation/clock.ts';
import { silentLogger } from '../../src/foundation/logger.ts';
import { applyLines } from '../../src/lines/index.ts';
import { suppress } from '../../src/compliance/index.ts';
import { replaceSeats } from '../../src/seats/index.ts';
import { startSimulator } from '../../src/simulator/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The program with its console, and a campaign to simulated customers that has not begun. */
export interface SmallCampaign {
  readonly waihu: Waihu;
  readonly campaignId: CampaignId;
  readonly name: string;
  /** Where the console is. */
  readonly url: string;
  readonly login: string;
  readonly password: string;
  start(): Promise<void>;
  /** Resolves when the campaign is done and its calls are kept. */
  done(): Promise<void>;
  close(): Promise<void>;
}

export interface SmallCampaignOptions {
  /** Folder of the built console. */
  readonly consoleFolder: string;
  readonly people: number;
  /** Behaviours of the simulator's catalogue. */
  readonly only: readonly string[];
  readonly concurrency: number;
  readonly seed?: number;
  /** People of the list who asked earlier not to be called. */
  readonly suppressed?: number;
}

const callers = ['+9990000001', '+9990000002'];
const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗';

export async function openSmallCampaign(options: SmallCampaignOptions): Promise<SmallCampaign> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-console-'));
  // As root the database runs under another uid, which has to find its files.
  await chmod(folder, 0o755);
  const config = readConfig(
    {
      WAIHU_DATA: join(folder, 'data'),
      WAIHU_HTTP_PORT: '0',
      WAIHU_SIP_PORT: '0',
      WAIHU_RTP_PORTS: '44000-44399',
      WAIHU_SIMULATED_ANY_HOUR: '1',
      WAIHU_LOG: 'silent',
    },
    process.getuid?.() === 0,
  );
  const simulator = await startSimulator({
    seed: options.seed ?? 1,
    callerNumbers: callers,
    seats: [
      { name: 'amy', mode: 'answers' },
      { name: 'bao', mode: 'answers' },
    ],
    only: options.only,
    voiceFolder: join(folder, 'voices'),
  });
  const waihu = await startWaihu(config, worldOf(config, silentLogger), { consoleFolder: options.consoleFolder });
  const close = async (): Promise<void> => {
    await waihu.close();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  };
  const { database, tenantId, campaigns } = waihu;
  const seats = simulator.seats.map(
    ({ name, address }) => `  - { name: ${name}, address: '${address}', skills: [insurance] }`,
  );
  await applyLines({
    database,
    tenantId,
    text: `trunks:
  - name: simulated
    proxy: ${simulator.sipAddress.udp}
    domain: carrier.invalid
    callerNumbers: ['${callers.join("', '")}']
    trust404: true
    realTimeText: true
    simulated: true
seats:
${seats.join('\n')}
`,
    appliedBy: 'test',
    alsoApply: (db, document) => replaceSeats(db, document.seats),
  });
  const script = join(root, 'examples', 'scripts', 'insurance.yaml');
  await publishScriptText(waihu, await readFile(script, 'utf8'), script);
  const numbers = await simulator.numbers(options.people + (options.suppressed ?? 0));
  for (const number of numbers.slice(options.people))
    await suppress(waihu.gate, tenantId, number, { reason: '客户要求', source: 'test', atMs: systemClock.now() });
  const path = join(folder, 'people.csv');
  const consentAt = '2026-01-05T10:00:00+08:00';
  const rows = numbers.map(
    (number, index) => `${surnames[index % surnames.length]}女士,${number},官网预约,${consentAt}`,
  );
  await writeFile(path, ['姓名,手机号,授权来源,授权时间', ...rows].join('\n'));
  const { listId } = await importListFile(waihu, { path, list: '春季回访', choice: {} });
  const name = '健康险春季回访';
  const campaignId = await createCampaign(campaigns, tenantId, {
    name,
    listId,
    scriptId: 'insurance',
    trunk: 'simulated',
    callerNumbers: callers,
    trade: 'insurance',
    maxConcurrency: options.concurrency,
    callsPerSecond: 2,
    ringForMs: 20_000,
    maxTalkMs: 150_000,
    retry: { busy: { max: 0, afterMs: 61_000 } },
    maxAttempts: 1,
    endWhenOnlyWaitingBeyondMs: 60_000,
  });
  return {
    waihu,
    campaignId,
    name,
    url: waihu.api.url,
    login: waihu.firstCredentials?.login ?? '',
    password: waihu.firstCredentials?.password ?? '',
    async start() {
      const answer = await startCampaign({ ...campaigns, canHearSpeech: waihu.canHearSpeech }, tenantId, campaignId);
      if (!answer.started) throw new Error(answer.refusals.map(({ message }) => message).join('; '));
      waihu.dialer.wake();
    },
    async done() {
      const giveUpAtMs = systemClock.monotonicMs() + 240_000;
      while ((await getCampaign(campaigns, tenantId, campaignId))?.state !== 'done') {
        if (systemClock.monotonicMs() > giveUpAtMs) throw new Error('the campaign is not done after four minutes');
        await delay(systemClock, 200);
      }
      await waihu.reactions.drained();
    },
    close,
  };
}
