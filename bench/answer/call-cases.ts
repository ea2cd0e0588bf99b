import type { AnsweredBy, CallOutcome } from '../../src/contract/call-outcome.ts';
import type { CallEvent } from '../../src/contract/call-event.ts';
import { smallScript } from '../../src/dialogue/testing/small-script.ts';
import { entryBeside, startChild } from '../../src/foundation/entry.ts';
import type { KnownRecording } from '../../src/speech/answer/known-recording.ts';
import { newsOf } from '../ask-child.ts';
import { loopback, type LiveRig } from '../live-rig.ts';
import type { CalleeOrder, CalleesNews } from './callees-messages.ts';
import { isAnswerer } from './judge.ts';
import type { CorpusCase } from './making.ts';

/** What a real call came to. */
export interface CalledCase {
  readonly outcome: CallOutcome;
  readonly answeredBy: AnsweredBy;
  /** What the robot heard, and why the call ended. */
  readonly reason: string;
}

/** Greets, asks, and waits until the other side hangs up. */
const script = smallScript(
  {
    start: { kind: 'speak', say: '您好，我是智能助手，请问方便吗？', branches: [{ on: 'positive', to: 'bye' }] },
    bye: { kind: 'end', say: '再见。' },
  },
  {
    purpose: 'test',
    bargeIn: { mode: 'after', protectMs: 0, minSpeechMs: 300 },
    intents: [{ id: 'yes', name: '肯定', polarity: 'positive', keywords: ['方便'] }],
    patterns: {
      silence: { afterMs: 25_000, max: 9, say: '您好。', goTo: 'bye' },
      noMatch: { max: 9, say: '请问方便吗？', goTo: 'bye' },
    },
  },
);

/**
 * The same sounds as real calls: each by SIP and RTP (A-law and µ-law in turn) through the whole live half, `atOnce` at a
 * time, early media before an answer that never comes, or after the answer with a robot that greets. Lost packets are lost on the way.
 */
export async function callCases(
  rig: LiveRig,
  cases: readonly CorpusCase[],
  known: readonly KnownRecording[],
  atOnce: number,
): Promise<readonly CalledCase[]> {
  rig.media.send({ kind: 'use-recordings', recordings: known });
  const child = startChild(entryBeside(import.meta.url, '../answer-callees-entry'), [], { serialization: 'advanced' });
  const started = await newsOf<CalleesNews>(child);
  if (started.kind !== 'started') throw new Error('the callees did not start');
  const ready = new Map<number, () => void>();
  child.on('message', (news: CalleesNews) => void (news.kind === 'ready' && ready.get(news.number)?.()));
  const told = new Map<string, CallEvent[]>();
  const ended = new Map<string, () => void>();
  rig.live.subscribe((event) => {
    told.set(event.callId, [...(told.get(event.callId) ?? []), event]);
    if (event.kind === 'call-ended') ended.get(event.callId)?.();
  });
  const results: CalledCase[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let number = next++; number < cases.length; number = next++) {
      const { samples, label } = cases[number] as CorpusCase;
      const codec = number % 2 === 0 ? 'PCMA' : 'PCMU';
      await new Promise<void>((resolve) => {
        ready.set(number, resolve);
        child.send({ number, early: !isAnswerer(label), codec, samples } satisfies CalleeOrder);
      });
      const { callId } = await rig.call(`sip:${number}@${loopback}:${started.sipPort}`, script, false);
      await new Promise<void>((resolve) => {
        ended.set(callId, resolve);
        if (told.get(callId)?.some(({ kind }) => kind === 'call-ended')) resolve();
      });
      results[number] = cameTo(told.get(callId) ?? []);
      told.delete(callId);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
    return results;
  } finally {
    child.kill();
  }
}

function cameTo(events: readonly CallEvent[]): CalledCase {
  const end = events.findLast((event) => event.kind === 'call-ended');
  const picked = events.findLast((event) => event.kind === 'answered-by-decided');
  const early = events.findLast((event) => event.kind === 'early-media-understood');
  const reasons = [early && `${early.by}: ${early.heard}`, picked?.reason, end?.reason];
  return {
    outcome: end?.outcome ?? 'failed',
    answeredBy: picked?.answeredBy ?? 'unknown',
    reason: reasons.filter((reason) => reason !== undefined && reason !== '').join('; '),
  };
}
