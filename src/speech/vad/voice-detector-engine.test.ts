import { expect, test } from 'vitest';
import { engineSession, turns } from '../testing/engine-session.ts';
import { voiceDetectorEngine } from './voice-detector-engine.ts';
import type { VoiceMemory, VoiceWindow } from './window-detector.ts';

/** Says how many windows of a voice it has judged, in hundredths, and keeps how many came together. */
function countingJudge() {
  const counts = new WeakMap<VoiceMemory, number>();
  const together: number[] = [];
  const judge = (windows: readonly VoiceWindow[]): number[] => {
    together.push(windows.length);
    return windows.map(({ memory }) => {
      const count = (counts.get(memory) ?? 0) + 1;
      counts.set(memory, count);
      return count / 100;
    });
  };
  return { judge, together };
}

const open = (id: number) => ({ kind: 'open', id, options: { language: 'cmn', hotwords: [] } }) as const;
const audio = (id: number, frameAtMs: number) =>
  ({ kind: 'audio', id, frameAtMs, samples: new Int16Array(160) }) as const;

test('eight frames of 20 ms make five windows of 32 ms, each told with the frame that completed it', async () => {
  const session = engineSession(voiceDetectorEngine(countingJudge().judge, 4, setImmediate));
  session.received(open(7));
  for (let frame = 0; frame < 8; frame++) session.received(audio(7, frame * 20));
  await turns(1);
  expect(session.replies.map((reply) => reply.kind === 'probability' && [reply.frameAtMs, reply.probability])).toEqual([
    [20, 0.01],
    [60, 0.02],
    [80, 0.03],
    [120, 0.04],
    [140, 0.05],
  ]);
});

test('windows of many voices that come together are judged together, those of one voice one after the other', async () => {
  const { judge, together } = countingJudge();
  const session = engineSession(voiceDetectorEngine(judge, 10, setImmediate));
  for (const id of [1, 2, 3]) {
    session.received(open(id));
    for (const frameAtMs of [0, 20]) session.received(audio(id, frameAtMs));
  }
  for (const frameAtMs of [40, 60]) session.received(audio(1, frameAtMs));
  await turns(1);
  expect(together).toEqual([3, 1]);
  expect(session.replies.map((reply) => reply.id)).toEqual([1, 2, 3, 1]);
});

test('a gap in the frames begins anew', async () => {
  const session = engineSession(voiceDetectorEngine(countingJudge().judge, 4, setImmediate));
  session.received(open(1));
  for (const frameAtMs of [0, 20, 40, 60, 1_000, 1_020]) session.received(audio(1, frameAtMs));
  await turns(1);
  expect(session.replies.at(-1)).toMatchObject({ frameAtMs: 1_020, probability: 0.01 });
});

test('more voices than are heard at a time wait until one is silent or closed', async () => {
  const session = engineSession(voiceDetectorEngine(countingJudge().judge, 1, setImmediate));
  const heard = async (): Promise<number[]> => {
    await turns(1);
    return session.replies.map((reply) => reply.id);
  };
  for (const id of [1, 2, 3]) session.received(open(id));
  for (const frameAtMs of [0, 20]) session.received(audio(1, frameAtMs));
  for (const frameAtMs of [0, 20]) session.received(audio(2, frameAtMs));
  expect(await heard()).toEqual([1]);
  for (const frameAtMs of [1_100, 1_120]) session.received(audio(2, frameAtMs));
  expect(await heard()).toEqual([1, 2]);
  session.received({ kind: 'close', id: 2 });
  for (const frameAtMs of [1_160, 1_180]) session.received(audio(3, frameAtMs));
  expect(await heard()).toEqual([1, 2, 3]);
});

test('a worker that goes gives all its places back, what waits is dropped, and frames of unknown streams are passed over', async () => {
  const engine = voiceDetectorEngine(countingJudge().judge, 1, setImmediate);
  const gone = engineSession(engine);
  gone.received(open(1));
  for (const frameAtMs of [0, 20]) gone.received(audio(1, frameAtMs));
  gone.closed();
  const session = engineSession(engine);
  session.received(audio(9, 0));
  session.received({ kind: 'close', id: 9 });
  session.received(open(1));
  for (const frameAtMs of [0, 20]) session.received(audio(1, frameAtMs));
  await turns(1);
  expect([gone.replies.length, session.replies.length]).toEqual([0, 1]);
});
