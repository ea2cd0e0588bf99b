import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeG711, joined } from '../src/audio/index.ts';
import { smallScript } from '../src/dialogue/testing/small-script.ts';
import { entryBeside, startChild } from '../src/foundation/entry.ts';
import { datagramPathHere, type DatagramPath } from '../src/telephony/index.ts';
import { askChild, newsOf } from './ask-child.ts';
import { loopback, openLiveRig, type LiveRig } from './live-rig.ts';
import { ratioOf, rounded, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import { quantileMs, readLateness, type CalleeNews, type CalleeOptions, type Lateness } from './rtp-lateness.ts';
import { compiler, compileRig } from './rtp-rig.ts';
import { speakAll } from './speak.ts';

const budgetCalls: Readonly<Record<Exclude<DatagramPath, 'auto'>, number>> = { dgram: 200, batched: 500 };
const mostLateShare = 0.001;
/** A step that fails is tried once more before it counts. */
const tries = 2;
const telephones = 800;
const fifties = Array.from({ length: telephones / 50 }, (_, index) => 50 * (index + 1));
const telephonePort = 12_000;
const echoPort = 14_000;
const echoTelephonePort = 10_000;
const ourPorts = { from: 16_000, to: 19_999 };
const callsPerSecond = 80;
/** Detectors are made, first sentences begun: what is measured is calls that stand. */
const settleMs = 4_000;

/** Speaks all the time, and listens all the time. */
const script = smallScript(
  {
    start: {
      kind: 'speak',
      say: '您好，这里是保险服务中心。我们为老客户准备了一份新的重疾保障计划，保额最高一百万，每天只要几块钱，您想了解一下吗？',
      silenceMs: 500,
      branches: [{ on: 'silence', to: 'start' }],
    },
  },
  {
    purpose: 'test',
    bargeIn: { mode: 'never' },
    patterns: {
      maxRounds: 100,
      silence: { afterMs: 500, max: 9, say: '您还在吗？' },
      noMatch: { max: 9, say: '我没听清。' },
    },
  },
);
/** As people begin: who talks on and on at once is taken for a machine, and his call ends. */
const customerSays = ['喂，你好。', '我想问一下，这个保险一年要交多少钱？'];
const betweenMs = 800;
const customerPausesMs = 5_200;

/** One number of calls tried. */
interface Step {
  readonly calls: number;
  /** The same number where it was carried well, null where not. */
  readonly holdsAt: number | null;
  /** At the receiver. */
  readonly arrival: Lateness;
  /** From due to the kernel, over the whole of the calls. */
  readonly sent: { readonly lateShare: number; readonly p50Ms: number; readonly p99Ms: number };
  /** Calls that ended with a record and a whole recording. */
  readonly recorded: number;
  /** Of a core, by our process: SIP, calls, media worker. */
  readonly cpuPercent: number;
  readonly load: number;
}

export const bench: Bench = {
  method: [
    'robot calls set up by SIP through LiveCalls to callees in other processes: each speaks a cached eSpeak sentence over and over,',
    `listens (echo reference, level gate, neural detector; a customer who talks 4 s of 10), records both sides and ends with a record`,
    'late: against the fastest packet of its stream, by sender timestamps and the time the receiving kernel took it in; missing ones count as late',
    `50 calls, then 50 more each time (quick: 50 and the budget) until ${tries} tries fail; rig and peer in C (${compiler ?? 'cc is missing: apt-get install gcc'})`,
    'peer: a plain C echo driven by the same rig in the same run; it answers at once where a call sends by its clock, so its p99 is told and not judged',
  ],
  async run({ quick, path }: BenchOptions): Promise<BenchResult> {
    const folder = await mkdtemp(join(tmpdir(), 'waihu-bench-rtp-'));
    const datagrams = datagramPathHere(path);
    const rig = await openLiveRig(ourPorts, datagrams);
    try {
      const program = compileRig(folder);
      const voiceFile = join(folder, 'customer.alaw');
      await writeFile(voiceFile, await customerVoice(rig));
      const callees: CalleeOptions = { rig: program, telephones, firstPort: telephonePort, voiceFile };
      const budget = budgetCalls[datagrams];
      const steps = await climb(rig, callees, quick ? [50, budget] : fifties);
      const best = steps.findLast(({ holdsAt }) => holdsAt !== null) ?? null;
      const peerSteps = await climbEcho(folder, callees, budget, quick);
      const echoP99Ms = peerSteps[0]?.p99Ms ?? 0;
      const atBudget = steps.findLast(({ holdsAt }) => holdsAt === budget) ?? null;
      const ours = best?.calls ?? 0;
      const peer = peerSteps.findLast(({ lateShare }) => lateShare < mostLateShare)?.streams ?? 0;
      return {
        bench: 'rtp',
        unit: 'concurrent robot calls, more is better',
        ours,
        peer,
        peerName: `C echo (streams, not tried beyond ${telephones})`,
        ratio: ratioOf(ours, peer),
        budget: `>= ${budget} calls with < ${mostLateShare * 100} % of packets more than 20 ms late at the receiver`,
        holds: ours >= budget,
        detail: {
          path: datagrams,
          p99MsAtBudget: atBudget?.arrival.p99Ms ?? null,
          echoP99MsAtBudget: echoP99Ms,
          dueToKernel: best?.sent ?? null,
          voiceDetector: rig.speech.capabilities.voiceDetector,
          steps,
          peerSteps,
        },
      };
    } finally {
      await rig.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function customerVoice(rig: LiveRig): Promise<Uint8Array> {
  const [greeting = new Int16Array(0), question = new Int16Array(0)] = await speakAll(rig.speech.sockets, customerSays);
  const pause = (ms: number): Int16Array => new Int16Array(ms * 8);
  return encodeG711('PCMA', joined([greeting, pause(betweenMs), question, pause(customerPausesMs)]));
}

async function climb(rig: LiveRig, callees: CalleeOptions, numbers: readonly number[]): Promise<Step[]> {
  const child = startChild(entryBeside(import.meta.url, 'rtp-callee-entry'), [JSON.stringify(callees)]);
  try {
    const news = await newsOf<CalleeNews>(child);
    const sipPort = 'sipPort' in news ? news.sipPort : 0;
    const steps: Step[] = [];
    for (const calls of numbers) {
      for (let tried = 0; tried < tries && steps.at(-1)?.holdsAt !== calls; tried++)
        steps.push(await tryCalls(rig, child, sipPort, calls, numbers !== fifties));
      if (steps.at(-1)?.holdsAt !== calls) break;
    }
    return steps;
  } finally {
    child.kill();
  }
}

async function tryCalls(
  rig: LiveRig,
  child: ChildProcess,
  sipPort: number,
  calls: number,
  quick: boolean,
): Promise<Step> {
  const before = rig.records.length;
  const sent: number[] = [];
  const stop = rig.media.subscribe((event) => {
    if (event.kind !== 'call-closed') return;
    for (const leg of event.legs)
      for (const [ms, packets] of leg.sentAfterMs.entries()) sent[ms] = (sent[ms] ?? 0) + packets;
  });
  for (let index = 0; index < calls; index++) {
    await rig.call(`sip:callee@${loopback}:${sipPort}`, script, false);
    await sleep(1_000 / callsPerSecond);
  }
  await sleep(settleMs);
  child.send('begin');
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  await sleep(quick ? 4_000 : 10_000);
  const cpu = process.cpuUsage(cpuBefore);
  const tookMs = performance.now() - startedMs;
  const news = await askChild<CalleeNews>(child, 'report');
  const arrival = readLateness('report' in news ? news.report : '');
  await rig.live.hangUpAll({}, 'the bench is over');
  stop();
  const records = rig.records.slice(before);
  const recorded = records.filter(({ recording, answeredAtMs }) => answeredAtMs !== null && recording?.complete).length;
  const all = sent.reduce((sum, packets) => sum + packets, 0);
  const late = sent.slice(21).reduce((sum, packets) => sum + packets, 0);
  return {
    calls,
    holdsAt: arrival.lateShare < mostLateShare && arrival.streams === calls && recorded === calls ? calls : null,
    arrival,
    sent: { lateShare: rounded(late / all, 6), p50Ms: quantileMs(sent, 0.5), p99Ms: quantileMs(sent, 0.99) },
    recorded,
    cpuPercent: rounded((cpu.user + cpu.system) / 10 / tookMs),
    load: rounded(loadavg()[0] ?? 0, 1),
  };
}

/** The same rig against a C program that only sends back: what machine and rig alone come to. */
async function climbEcho(folder: string, callees: CalleeOptions, first: number, quick: boolean): Promise<Lateness[]> {
  const echo = spawn(callees.rig, ['echo', String(telephones), String(echoPort)], { cwd: folder });
  const args = ['call', String(telephones), String(echoTelephonePort), callees.voiceFile];
  const rig = spawn(callees.rig, args, { cwd: folder });
  const lines: string[] = [];
  rig.stdout.on('data', (bytes: Buffer) => lines.push(...bytes.toString().trim().split('\n')));
  try {
    const steps: Lateness[] = [];
    for (const streams of [first, telephones]) {
      for (let index = 0; index < streams; index++) rig.stdin.write(`to ${index} ${echoPort + 2 * index}\n`);
      await sleep(500);
      rig.stdin.write('begin\n');
      await sleep(quick ? 2_000 : 6_000);
      rig.stdin.write('report\n');
      await once(rig.stdout, 'data');
      steps.push(readLateness(lines.at(-1) ?? ''));
    }
    return steps;
  } finally {
    rig.kill();
    echo.kill();
  }
}
