import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallEvent } from '../src/contract/call-event.ts';
import { entryBeside, startChild } from '../src/foundation/entry.ts';
import { loopback, openLiveRig, type LiveRig } from './live-rig.ts';
import { rounded, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import { speakAll } from './speak.ts';
import type { Said } from './turn-caller.ts';
import { turnLines, turnScript, utteranceOf, type Line, type Utterance } from './turn-mix.ts';

/** One row of lines for each customer. */
export interface CallersOrder {
  readonly rows: readonly (readonly Utterance[])[];
}

export type CallersNews =
  | { readonly kind: 'started' }
  | { readonly kind: 'ready'; readonly sipPort: number }
  | { readonly kind: 'said'; readonly caller: number; readonly said: readonly Said[] };

const ourPorts = { from: 16_000, to: 17_999 };
const minSpeechMs = 300;
/** What the product's endpointing would cost were it one fixed wait for all. */
const fixedWaitMs = 600;
const budgets = {
  p50: 450,
  p95: 800,
  falseCutoffs: 0.05,
  lessWaitP50: 120,
  lessWaitP95: 250,
  bargeInP95: 150,
} as const;

/** One utterance by both sides: the customer's clock, and the wait that our policy chose. */
interface Turn {
  readonly said: Said;
  /** Null where the turn was not told in one piece. */
  readonly policyMs: number | null;
  readonly cutOff: boolean;
}

export const bench: Bench = {
  method: [
    'robot calls over SIP, RTP (PCMA) and real-time text through LiveCalls; customers in a process of their own, eleven at once (twelve when quick),',
    'with an eSpeak voice; mix: 60 % answers, 30 % other sentences, 10 % with a pause of 300–900 ms in mid-phrase or mid-number; fixed seed',
    'latency: last voiced frame sent (≥ -50 dBFS) to first voiced packet received, at the customer; every answer gets a reply never synthesised before',
    'false cut-off: the robot spoke into the utterance, or took its words for more than one turn',
    `barge-in: customer's first voiced packet to the robot's last, less the policy's ${minSpeechMs} ms; an interruption after every fifth utterance`,
    'utterances: 220, quick 60',
  ],
  async run({ quick, path }: BenchOptions): Promise<BenchResult> {
    const lines = quick ? turnLines(60, 12) : turnLines(220, 11);
    const rig = await openLiveRig(ourPorts, path);
    const child = startChild(entryBeside(import.meta.url, 'turn-callers-entry'), [], { serialization: 'advanced' });
    try {
      await once(child, 'message');
      const rows = await spoken(rig, lines);
      const { turns, load } = await talk(rig, child, rows);
      return judged(turns, load);
    } finally {
      child.kill();
      await rig.close();
    }
  },
};

async function spoken(rig: LiveRig, rows: readonly (readonly Line[])[]): Promise<readonly (readonly Utterance[])[]> {
  const texts = [...new Set(rows.flat().flatMap(({ parts }) => parts))];
  const sounds = await speakAll(rig.speech.sockets, texts);
  const soundOf = new Map(texts.map((text, index) => [text, sounds[index] ?? new Int16Array(0)]));
  const soundsOf = ({ parts }: Line): Int16Array[] => parts.map((part) => soundOf.get(part) ?? new Int16Array(0));
  return rows.map((lines) => lines.map((line) => utteranceOf(line, soundsOf(line))));
}

async function talk(
  rig: LiveRig,
  child: ChildProcess,
  rows: readonly (readonly Utterance[])[],
): Promise<{ readonly turns: readonly Turn[]; readonly load: number }> {
  child.send({ rows } satisfies CallersOrder);
  const [ready] = (await once(child, 'message')) as [CallersNews];
  if (ready.kind !== 'ready') throw new Error('the customers are not ready');
  const told = new Map<string, CallEvent[]>();
  rig.live.subscribe((event) => void told.set(event.callId, [...(told.get(event.callId) ?? []), event]));
  const logs = new Map<number, readonly Said[]>();
  const finished = new Promise<void>((resolve, reject) => {
    child.on('message', (news: CallersNews) => {
      if (news.kind !== 'said') return;
      logs.set(news.caller, news.said);
      if (logs.size === rows.length) resolve();
    });
    child.once('exit', () => reject(new Error('the customers ended')));
  });
  const callIds: string[] = [];
  for (const index of rows.keys()) {
    const order = await rig.call(`sip:${index}@${loopback}:${ready.sipPort}`, turnScript, true);
    callIds.push(order.callId);
    // Not all in step.
    await sleep(130);
  }
  await finished;
  const load = loadavg()[0] ?? 0;
  const turns = callIds.flatMap((callId, index) => turnsOf(logs.get(index) ?? [], told.get(callId) ?? []));
  return { turns, load };
}

function turnsOf(log: readonly Said[], told: readonly CallEvent[]): readonly Turn[] {
  const bare = (text: string): string => text.replaceAll(/[\p{P}\p{Z}]/gu, '');
  const heard = told.filter((event) => event.kind === 'customer-said');
  const timed = told.filter((event) => event.kind === 'turn-timed');
  return log.map((said): Turn => {
    const whole = heard.find(({ text }) => bare(text) === bare(said.text));
    if (whole) heard.splice(0, heard.indexOf(whole) + 1);
    const policyMs = timed.find(({ turn }) => turn === whole?.turn)?.latency.policyMs ?? null;
    return { said, policyMs, cutOff: whole === undefined || said.spokenInto };
  });
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}

function judged(turns: readonly Turn[], load: number): BenchResult {
  const mix = turns.filter(({ said }) => said.kind !== 'interrupt');
  const answered = mix.filter(({ said, cutOff }) => said.replyAtMs !== null && !cutOff);
  const latencyOf = ({ said }: Turn): number => (said.replyAtMs ?? 0) - said.lastVoicedAtMs;
  const of = (kinds: readonly string[]): number[] =>
    answered.filter(({ said }) => kinds.includes(said.kind)).map(latencyOf);
  const lessWait = answered.flatMap((turn) => (turn.policyMs === null ? [] : [latencyOf(turn) - turn.policyMs]));
  const fixed = lessWait.map((ms) => ms + fixedWaitMs);
  const all = answered.map(latencyOf);
  const interrupts = turns.filter(({ said }) => said.kind === 'interrupt');
  // A robot that never stopped counts with all that it was spoken over.
  const bargeIns = interrupts.flatMap(({ said }) =>
    said.robotLastVoicedAtMs === null ? [] : [said.robotLastVoicedAtMs - said.firstVoicedAtMs - minSpeechMs],
  );
  const detail = {
    p50: quantile(all, 0.5),
    p95: quantile(of(['answer', 'other']), 0.95),
    falseCutoffs: rounded(mix.filter(({ cutOff }) => cutOff).length / mix.length, 3),
    bargeInP95: quantile(bargeIns, 0.95),
    lessWaitP50: quantile(lessWait, 0.5),
    lessWaitP95: quantile(lessWait, 0.95),
    bargeInP50: quantile(bargeIns, 0.5),
    utterances: mix.length,
    unanswered: mix.filter(({ said }) => said.replyAtMs === null).length,
    interruptions: bargeIns.length,
    by: Object.fromEntries(
      ['answer', 'other', 'mid-phrase'].map((kind) => [
        kind,
        { p50: quantile(of([kind]), 0.5), p95: quantile(of([kind]), 0.95), turns: of([kind]).length },
      ]),
    ),
    fixedWaitP50: quantile(fixed, 0.5),
    load: rounded(load, 1),
  };
  const holds =
    detail.unanswered === 0 &&
    Object.entries(budgets).every(([name, most]) => detail[name as keyof typeof budgets] <= most);
  return {
    bench: 'turn',
    unit: 'ms from the last voiced frame to the reply (p50), less is better',
    ours: detail.p50,
    peer: null,
    peerName: `none takes real-time text; the same turns with a fixed wait of ${fixedWaitMs} ms would come to detail.fixedWaitP50`,
    ratio: null,
    budget: `p50 <= 450 ms, p95 <= 800 ms without mid-phrase, false cut-offs <= 5 %, less wait p50 <= 120 and p95 <= 250 ms, barge-in p95 <= 150 ms`,
    holds,
    detail,
  };
}
