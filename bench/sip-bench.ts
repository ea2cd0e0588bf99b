import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../src/foundation/testing/free-port.ts';
import { entryBeside, startChild } from '../src/foundation/entry.ts';
import { askChild, newsOf } from './ask-child.ts';
import { ratioOf, rounded, versionOf, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import type { LoadOrder, LoadUsage } from './sip-load.ts';

const budgetCallsPerSecond = 1_500;
const budgetKeptBytes = 1_024;
/** Calls before anything is measured. */
const warmUpSeconds = 1;
/** Calls kept going at a time: enough to leave no one idle, few enough that no socket buffer overflows. */
const concurrency = 30;
const bufferBytes = 4_000_000;

/** What one run came to, its first second left out. */
export interface Rate {
  readonly callsPerSecond: number;
  readonly failed: number;
  readonly resent: number;
}

interface RoleRate extends Rate {
  readonly cpuMicrosPerCall: number;
  /** Of a finished call, as long as its transactions linger. */
  readonly keptBytesPerCall: number;
}

const version = versionOf('sipp', '-v');

export const bench: Bench = {
  method: [
    'completed calls (INVITE-180-200-ACK-BYE-200, UDP, loopback) through SipEndpoint in its own process, pinned to one core,',
    `as caller and as callee in turn, ${concurrency} calls kept going at a time, finished transactions kept 32 s; the slower role counts`,
    `peer: the same scenarios, sipp to sipp, callee pinned to one core (${version ?? 'sipp is missing: apt-get install sip-tester'})`,
  ],
  async run({ quick }: BenchOptions): Promise<BenchResult> {
    if (version === null) throw new Error('this bench needs sipp: apt-get install sip-tester');
    // The budget wants 20 s, and of a finished call's 32 s much must fall into the run.
    const seconds = quick ? 9 : 24;
    const folder = mkdtempSync(join(tmpdir(), 'waihu-bench-sip-'));
    try {
      const peer = await sippAlone(folder, quick ? 5 : seconds);
      const callee = await asCallee(folder, seconds);
      const caller = await asCaller(folder, seconds);
      const ours = Math.min(callee.callsPerSecond, caller.callsPerSecond);
      const failed = callee.failed + caller.failed;
      const kept = Math.max(callee.keptBytesPerCall, caller.keptBytesPerCall);
      return {
        bench: 'sip',
        unit: 'calls/s, more is better',
        ours,
        peer: peer.callsPerSecond,
        peerName: version,
        ratio: ratioOf(ours, peer.callsPerSecond),
        budget: `>= ${budgetCallsPerSecond} calls/s on one core, 0 failed, <= ${budgetKeptBytes} bytes kept of a finished call`,
        holds: ours >= budgetCallsPerSecond && failed === 0 && kept <= budgetKeptBytes,
        detail: { failed, seconds, callee, caller, peer },
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function sippAlone(folder: string, seconds: number): Promise<Rate> {
  const port = await freePort();
  const callee = sipp(folder, 'callee-answers', port, []);
  pin(callee);
  try {
    return await drive(folder, port, seconds);
  } finally {
    callee.kill('SIGKILL');
  }
}

async function asCallee(folder: string, seconds: number): Promise<RoleRate> {
  return withEndpoint(async (ask) => {
    const { port } = await ask({ kind: 'usage', collect: false });
    await drive(folder, port, warmUpSeconds);
    const before = await ask({ kind: 'usage', collect: true });
    const rate = await drive(folder, port, seconds);
    const after = await ask({ kind: 'usage', collect: true });
    return { ...rate, failed: rate.failed + after.failed, ...cost(before, after) };
  });
}

async function asCaller(folder: string, seconds: number): Promise<RoleRate> {
  return withEndpoint(async (ask) => {
    const port = await freePort();
    const callee = sipp(folder, 'callee-answers', port, []);
    try {
      await sleep(500);
      await ask({ kind: 'call', port, concurrency });
      await sleep(warmUpSeconds * 1_000);
      const before = await ask({ kind: 'usage', collect: true });
      const startedNs = process.hrtime.bigint();
      await sleep(seconds * 1_000);
      const after = await ask({ kind: 'usage', collect: true });
      const tookSec = Number(process.hrtime.bigint() - startedNs) / 1e9;
      await ask({ kind: 'stop' });
      const callsPerSecond = rounded((after.completed - before.completed) / tookSec);
      return { callsPerSecond, failed: after.failed, resent: 0, ...cost(before, after) };
    } finally {
      callee.kill('SIGKILL');
    }
  });
}

function cost(before: LoadUsage, after: LoadUsage): { cpuMicrosPerCall: number; keptBytesPerCall: number } {
  const calls = Math.max(1, after.completed - before.completed);
  return {
    cpuMicrosPerCall: rounded(((after.cpuMs - before.cpuMs) * 1_000) / calls),
    keptBytesPerCall: rounded((after.heapBytes - before.heapBytes) / calls),
  };
}

/** Starts the endpoint's process, pinned to the second core where that can be done. */
async function withEndpoint<T>(work: (ask: (order: LoadOrder) => Promise<LoadUsage>) => Promise<T>): Promise<T> {
  const child = startChild(entryBeside(import.meta.url, 'sip-endpoint-entry'), [], {
    execArgv: ['--expose-gc'],
  });
  try {
    await newsOf(child);
    pin(child);
    return await work((order) => askChild(child, order));
  } finally {
    child.kill('SIGKILL');
  }
}

/** All threads of a process on one core, which the others leave alone only by chance: the number is a lower bound. */
export function pin(child: ChildProcess): void {
  try {
    execFileSync('taskset', ['-a', '-p', '-c', '1', String(child.pid)], { stdio: 'ignore' });
  } catch {
    // Without taskset, or on a machine of one core, the scheduler decides.
  }
}

function sipp(folder: string, scenario: string, port: number, extra: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL(`../fixtures/sipp/${scenario}.xml`, import.meta.url));
  const args = ['-sf', file, '-i', '127.0.0.1', '-p', String(port), '-nostdin', '-buff_size', String(bufferBytes)];
  return spawn('sipp', [...args, ...extra], { stdio: 'ignore', cwd: folder });
}

/** Lets sipp call as fast as the other side answers. */
export async function drive(
  folder: string,
  remotePort: number,
  seconds: number,
  scenario = 'caller-plain',
  extra: readonly string[] = [],
): Promise<Rate> {
  const statistics = join(folder, `calls-${remotePort}.csv`);
  const pace = ['-r', '20000', '-l', String(concurrency), '-m', '100000000'];
  const trace = ['-trace_stat', '-fd', '1', '-stf', statistics];
  await sleep(500);
  const caller = sipp(folder, scenario, await freePort(), [...pace, ...trace, ...extra, `127.0.0.1:${remotePort}`]);
  await sleep((seconds + 1) * 1_000);
  caller.kill('SIGKILL');
  return readStatistics(readFileSync(statistics, 'utf8'));
}

function readStatistics(text: string): Rate {
  const [names = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(';'));
  const value = (row: readonly string[] | undefined, name: string): number => Number(row?.[names.indexOf(name)] ?? 0);
  // The first second warms up.
  const [from, to] = [rows[1] ?? rows[0], rows.at(-1)];
  const tookSec = secondsOf(to, names) - secondsOf(from, names) || 1;
  return {
    callsPerSecond: rounded((value(to, 'SuccessfulCall(C)') - value(from, 'SuccessfulCall(C)')) / tookSec),
    failed: value(to, 'FailedCall(C)'),
    resent: value(to, 'Retransmissions(C)'),
  };
}

/** `CurrentTime` ends in seconds since the epoch. */
function secondsOf(row: readonly string[] | undefined, names: readonly string[]): number {
  return Number((row?.[names.indexOf('CurrentTime')] ?? '').split('\t').at(-1));
}
