import { expect, test } from 'vitest';
import { engineSession, turns } from '../testing/engine-session.ts';
import type { OfflineDecoder } from './offline-decoder.ts';
import { offlineRecognizerEngine } from './offline-recognizer-engine.ts';
import { parseSenseVoice } from './parse-sense-voice.ts';

interface SlowDecoder extends OfflineDecoder {
  /** Milliseconds of the sounds given, in order. */
  readonly givenMs: number[];
  /** Ends the decode under way. */
  answer(text: string): Promise<void>;
  fail(reason: string): Promise<void>;
}

/** Decodes when it is told to. */
function slowDecoder(): SlowDecoder {
  const waiting: { resolve: (text: string) => void; reject: (error: Error) => void }[] = [];
  const givenMs: number[] = [];
  return {
    name: 'slow',
    givenMs,
    decode(samples) {
      givenMs.push(samples.length / 16);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve: (text) => resolve({ text, confidence: 0.8 }), reject });
      });
    },
    async answer(text) {
      waiting.shift()?.resolve(text);
      await turns(3);
    },
    async fail(reason) {
      waiting.shift()?.reject(new Error(reason));
      await turns(3);
    },
  };
}

type Session = ReturnType<typeof engineSession>;

const open = (session: Session, id: number): void =>
  session.received({ kind: 'open', id, options: { language: 'cmn', hotwords: [] } });

function hear(session: Session, id: number, ms: number, level: number, fromMs = 0): number {
  const samples = Int16Array.from({ length: 160 }, (_, index) => (index % 2 === 0 ? level : -level));
  for (let at = fromMs; at < fromMs + ms; at += 20) session.received({ kind: 'audio', id, frameAtMs: at, samples });
  return fromMs + ms;
}

test('a turn is decoded whole when it is finished, and the next one begins anew', async () => {
  const decoder = slowDecoder();
  const session = engineSession(offlineRecognizerEngine(decoder));
  open(session, 1);
  hear(session, 1, 500, 3_000);
  session.received({ kind: 'finish', id: 1 });
  hear(session, 1, 300, 3_000, 500);
  session.received({ kind: 'finish', id: 1 });
  await decoder.answer('好的');
  await decoder.answer('');
  expect(decoder.givenMs).toEqual([500, 300]);
  expect(session.replies).toEqual([
    { kind: 'final', id: 1, frameAtMs: 480, confidence: 0.8, text: '好的' },
    { kind: 'final', id: 1, frameAtMs: 780, confidence: 0, text: '' },
  ]);
});

test('a long pause brings one guess, and more speech another', async () => {
  const decoder = slowDecoder();
  const session = engineSession(offlineRecognizerEngine(decoder));
  open(session, 1);
  let at = hear(session, 1, 800, 3_000);
  at = hear(session, 1, 600, 0, at);
  await decoder.answer('我想');
  at = hear(session, 1, 400, 3_000, at);
  hear(session, 1, 500, 0, at);
  await decoder.answer('我想买');
  expect(session.replies).toEqual([
    { kind: 'partial', id: 1, frameAtMs: 1_180, text: '我想' },
    { kind: 'partial', id: 1, frameAtMs: 2_180, text: '我想买' },
  ]);
});

test('a guess that comes after its turn is over is kept back', async () => {
  const decoder = slowDecoder();
  const session = engineSession(offlineRecognizerEngine(decoder));
  open(session, 1);
  hear(session, 1, 500, 0, hear(session, 1, 800, 3_000));
  session.received({ kind: 'finish', id: 1 });
  await decoder.answer('我想');
  await decoder.answer('我想好了');
  expect(session.replies.map(({ kind }) => kind)).toEqual(['final']);
});

test('turns of closed streams and of workers that went are not decoded', async () => {
  const decoder = slowDecoder();
  const engine = offlineRecognizerEngine(decoder);
  const [session, gone] = [engineSession(engine), engineSession(engine)];
  for (const [one, id] of [
    [session, 1],
    [session, 2],
    [gone, 1],
    [session, 3],
  ] as const) {
    open(one, id);
    hear(one, id, 100 * id, 3_000);
    one.received({ kind: 'finish', id });
  }
  session.received({ kind: 'close', id: 2 });
  gone.closed();
  for (const text of ['一', '三']) await decoder.answer(text);
  expect(decoder.givenMs).toEqual([100, 300]);
  expect(session.replies).toHaveLength(2);
});

test('a turn too many is refused with the reason, and the others are heard', async () => {
  const decoder = slowDecoder();
  const session = engineSession(offlineRecognizerEngine(decoder));
  for (let id = 0; id < 34; id++) {
    open(session, id);
    hear(session, id, 100, 3_000);
    session.received({ kind: 'finish', id });
  }
  expect(session.replies).toEqual([{ kind: 'refused', id: 33, reason: 'slow: too many turns wait to be recognised' }]);
  for (let id = 0; id < 33; id++) await decoder.answer('好');
  expect(session.replies).toHaveLength(34);
});

test('a decode that fails costs its stream, and the next is heard', async () => {
  const decoder = slowDecoder();
  const session = engineSession(offlineRecognizerEngine(decoder));
  for (const id of [1, 2]) {
    open(session, id);
    hear(session, id, 100, 3_000);
    session.received({ kind: 'finish', id });
  }
  await decoder.fail('out of memory');
  await decoder.answer('好');
  expect(session.replies.map((reply) => ('reason' in reply ? reply.reason : reply.kind))).toEqual([
    'slow: out of memory',
    'final',
  ]);
});

test('three seconds of pure silence are an empty final without a decode', async () => {
  const decoder = slowDecoder();
  const session = engineSession(offlineRecognizerEngine(decoder));
  open(session, 1);
  hear(session, 1, 3_000, 0);
  session.received({ kind: 'finish', id: 1 });
  await turns(3);
  expect(decoder.givenMs).toEqual([]);
  expect(session.replies).toEqual([{ kind: 'final', id: 1, frameAtMs: 2_980, confidence: 0, text: '' }]);
});

test('a turn longer than a model takes is cut where it is quiet, and its words are put together', async () => {
  const decoder = slowDecoder();
  const session = engineSession(offlineRecognizerEngine(decoder));
  open(session, 1);
  let at = hear(session, 1, 25_000, 3_000);
  at = hear(session, 1, 100, 0, at);
  hear(session, 1, 9_900, 3_000, at);
  session.received({ kind: 'finish', id: 1 });
  await turns(1);
  await decoder.answer('前半');
  await decoder.answer('后半');
  expect(decoder.givenMs).toEqual([25_000, 10_000]);
  expect(session.replies.at(-1)).toMatchObject({ kind: 'final', text: '前半后半', confidence: 0.8 });
});

test('the tags of SenseVoice are read and never spoken', () => {
  expect(parseSenseVoice('<|zh|><|HAPPY|><|Speech|><|woitn|>我想买保险')).toEqual({
    words: '我想买保险',
    language: 'zh',
    emotion: 'HAPPY',
    event: 'Speech',
  });
  expect(parseSenseVoice('<|nospeech|><|EMO_UNKNOWN|><|BGM|><|withitn|>嗯')).toEqual({
    words: '',
    language: 'nospeech',
    emotion: 'EMO_UNKNOWN',
    event: 'BGM',
  });
  expect(parseSenseVoice('好的')).toEqual({ words: '好的', language: null, emotion: null, event: null });
});
