import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { delay, systemClock } from '../../src/foundation/clock.ts';
import { seededRandom } from '../../src/foundation/random.ts';
import { startSimulator, type Simulator } from '../../src/simulator/index.ts';
import { prepareClusterPlace } from '../../src/storage/embedded/cluster-place.ts';
import { stopPostmaster } from '../../src/storage/embedded/postmaster.ts';
import { freePort } from '../../src/foundation/testing/free-port.ts';
import {
  faultsOfBooks,
  faultsOfEnds,
  faultsOfPauses,
  faultsOfRecording,
  isCut,
  rules,
  type Cut,
} from './judge-recovery.ts';
import { KillableWaihu } from './killable-waihu.ts';
import { OfficeBooks, type CampaignBooks } from './office-books.ts';

/**
 * The program is killed with SIGKILL in the middle of a campaign, again and again on one data folder, and started again each
 * time; the carrier outlives it, and its log is the judge. Campaigns stay open, so that the next programs call again those
 * whom an earlier kill cut off.
 */
const caller = '+9990000001';
const people = 6;
/** Seed of the random moments; a failing run is repeated with the seed that it printed. */
const seed = Number(process.env['WAIHU_TEST_SEED'] ?? Date.now() % 100_000);

const script = `
id: recovery
name: 回访
purpose: service
flows:
  main:
    kind: main
    start: hello
    nodes:
      hello:
        kind: speak
        say: 您好，这里是智能助手，做一次客户回访，请问现在方便说话吗？
        bargeIn: { mode: never }
        silenceMs: 20000
        branches:
          - { on: any, to: bye }
          - { on: silence, to: bye }
          - { on: unrecognised, to: bye }
      bye: { kind: end, say: 好的，再见。 }
patterns:
  silence: { max: 0, say: 再见。, goTo: bye }
  noMatch: { max: 0, say: 再见。, goTo: bye }
`;

let folder: string;
let dataFolder: string;
let simulator: Simulator;
let program: KillableWaihu;
let books: OfficeBooks;
let environment: Parameters<typeof KillableWaihu.start>[0];
let log = '';
const campaigns: string[] = [];

const start = (): Promise<KillableWaihu> => KillableWaihu.start(environment, (text) => (log += text));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-kill-'));
  // Root's PostgreSQL runs under another account, which must get through.
  await chmod(folder, 0o711);
  dataFolder = join(folder, 'data');
  environment = {
    WAIHU_DATA: dataFolder,
    WAIHU_HTTP_PORT: '0',
    WAIHU_SIP_PORT: String(await freePort()),
    WAIHU_RTP_PORTS: '33000-33399',
    WAIHU_SIMULATED_ANY_HOUR: '1',
    WAIHU_LOG: 'warn',
  };
  books = new OfficeBooks(dataFolder);
  simulator = await startSimulator({
    seed: 9,
    callerNumbers: [caller],
    voice: 'murmur',
    only: ['silent', 'rings-on', 'hangs-up-at-once', 'busy', 'silent', 'rejects'],
  });
  program = await start();
  await program.ask('lines apply', {
    text: `trunks:
  - { name: carrier, proxy: '${simulator.sipAddress.udp}', callerNumbers: ['${caller}'], simulated: true, maxCalls: 20, callsPerSecond: 20 }
`,
  });
  await program.ask('script publish', { text: script, file: 'recovery.yaml' });
});

afterAll(async () => {
  await program?.stop();
  await simulator?.close();
  await stopPostmaster(await prepareClusterPlace(dataFolder), systemClock);
  await rm(folder, { recursive: true, force: true });
});

async function until(holds: () => Promise<boolean>, what: string, withinMs: number): Promise<void> {
  const giveUpAtMs = systemClock.monotonicMs() + withinMs;
  while (!(await holds())) {
    if (systemClock.monotonicMs() > giveUpAtMs)
      throw new Error(`waited ${withinMs} ms until ${what}\n${log.slice(-4000)}`);
    await delay(systemClock, 100);
  }
}

/** Nobody is on the way: each is finished, or waits for a time that has not come. */
function isSettled({ leads, attempts }: CampaignBooks): boolean {
  const dueMs = Date.now() + 500;
  return (
    leads.every(
      ({ state, nextAttemptAtMs }) =>
        !['claimed', 'dialing'].includes(state) && (state !== 'waiting' || nextAttemptAtMs > dueMs),
    ) && attempts.every(({ endedAtMs }) => endedAtMs !== null)
  );
}

async function begin(name: string): Promise<readonly string[]> {
  const numbers = await simulator.numbers(people);
  const file = join(folder, `${name}.csv`);
  await writeFile(file, ['手机号,授权来源,授权时间', ...numbers.map((one) => `${one},官网预约,2026-01-05`)].join('\n'));
  await program.ask('leads import', { path: file, list: name });
  await program.ask('campaign create', {
    name,
    list: name,
    scriptId: 'recovery',
    trunk: 'carrier',
    purpose: 'service',
    maxConcurrency: 20,
    callsPerSecond: 20,
    ringForMs: 3_000,
    maxTalkMs: 5_000,
    maxAttempts: rules.maxAttempts,
    retry: { interrupted: { max: 1, afterMs: rules.retryAfterMs } },
  });
  campaigns.push(name);
  return numbers;
}

/** Starts a campaign, waits until `kill` has killed the program, starts it again and lets it finish what it may finish now. */
async function cutOff(name: string, kill: (program: KillableWaihu) => Promise<void>): Promise<Cut> {
  await begin(name);
  const killing = kill(program);
  await program.ask('campaign start', { name }).catch((error: unknown) => {
    if (!/ended before it answered/u.test(String(error))) throw error;
  });
  await killing;
  const killedAtMs = await program.gone;
  program = await start();
  await until(async () => isSettled(await books.of(name)), `campaign ${name} has nobody on the way`, 90_000);
  return { killedAtMs, restartedAtMs: program.startedAtMs, readyAtMs: program.readyAtMs };
}

interface Recovered {
  readonly faults: readonly string[];
  readonly outcomes: readonly (string | null)[];
  readonly recordingsCut: number;
}

/** All that is to be judged after a kill: the books of the campaign against the carrier's log. */
async function judge(name: string, cut: Cut): Promise<Recovered> {
  const [found, calls] = [await books.of(name), await simulator.log()];
  const recordings = join(dataFolder, 'recordings');
  const ofRecordings = await Promise.all(found.records.map((record) => faultsOfRecording(record, recordings, cut)));
  return {
    faults: [
      ...faultsOfBooks(found, calls),
      ...faultsOfPauses(calls),
      ...faultsOfEnds(calls, cut),
      ...ofRecordings.flat(),
    ],
    outcomes: found.attempts.map(({ outcome }) => outcome),
    recordingsCut: found.records.filter((record) => isCut(record, cut)).length,
  };
}

/** A moment, at which of its times the program dies there, and what is then surely cut at least. */
const points = [
  { point: 'claimed:3', interrupted: 0, recordingsCut: 0 },
  { point: 'order-written:3', interrupted: 0, recordingsCut: 0 },
  { point: 'order-placed:3', interrupted: 0, recordingsCut: 0 },
  { point: 'invite-sent:3', interrupted: 1, recordingsCut: 0 },
  { point: 'ringing:3', interrupted: 1, recordingsCut: 0 },
  { point: 'talking:2', interrupted: 1, recordingsCut: 1 },
  { point: 'bye-sent:1', interrupted: 1, recordingsCut: 1 },
  { point: 'record-not-kept:1', interrupted: 0, recordingsCut: 0 },
] as const;

describe('the program is killed with -9', () => {
  it.each(points)(
    'at $point, and all that was in the air comes to one end',
    async ({ point, interrupted, recordingsCut }) => {
      const name = `killed at ${point}`;
      const cut = await cutOff(name, (running) => running.crashAt(point));
      const found = await judge(name, cut);
      expect(found.faults).toEqual([]);
      expect(found.outcomes.filter((outcome) => outcome === 'interrupted').length).toBeGreaterThanOrEqual(interrupted);
      expect(found.recordingsCut).toBeGreaterThanOrEqual(recordingsCut);
    },
  );

  const random = seededRandom(seed);
  it.each([1, 2, 3, 4, 5].map((ordinal) => [ordinal, 200 + random.int(5_000)] as const))(
    `at random moment %i, %i ms into the campaign (seed ${seed}), and all that was in the air comes to one end`,
    async (ordinal, afterMs) => {
      const name = `killed at moment ${ordinal}`;
      const cut = await cutOff(name, async (running) => {
        await delay(systemClock, afterMs);
        running.kill();
      });
      expect((await judge(name, cut)).faults).toEqual([]);
    },
  );

  it('again and again, those who were cut off are called once more, and no more than that', async () => {
    const calledTwice = async (): Promise<boolean> => {
      const all = await Promise.all(campaigns.map((name) => books.of(name)));
      return all.some(({ leads }) => leads.some(({ attempts }) => attempts === rules.maxAttempts));
    };
    await until(calledTwice, 'somebody was called again', 80_000);
    for (const name of campaigns) {
      await until(async () => isSettled(await books.of(name)), `campaign ${name} has nobody on the way`, 90_000);
      expect(faultsOfBooks(await books.of(name), await simulator.log())).toEqual([]);
    }
    expect(faultsOfPauses(await simulator.log())).toEqual([]);
  }, 180_000);
});
