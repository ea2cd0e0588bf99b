import { describe, expect, test } from 'vitest';
import { engineSession, turns } from '../testing/engine-session.ts';
import { voiceDetectorEngine } from './voice-detector-engine.ts';
import { DetectorPool, type WindowDetector } from './window-detector.ts';

/** Detectors that say how many windows they have judged since they were reset, in hundredths. */
function countingPool(most: number): DetectorPool & { readonly made: WindowDetector[] } {
  const made: WindowDetector[] = [];
  const make = (): WindowDetector => {
    let windows = 0;
    const detector: WindowDetector = {
      probability: () => ++windows / 100,
      reset: () => {
        windows = 0;
      },
    };
    made.push(detector);
    return detector;
  };
  return Object.assign(new DetectorPool(make, most), { made });
}

const open = (id: number) => ({ kind: 'open', id, options: { language: 'cmn', hotwords: [] } }) as const;
const audio = (id: number, frameAtMs: number) =>
  ({ kind: 'audio', id, frameAtMs, samples: new Int16Array(160) }) as const;

test('eight frames of 20 ms make five windows of 32 ms, each told with the frame that completed it', () => {
  const session = engineSession(voiceDetectorEngine(countingPool(4)));
  session.received(open(7));
  for (let frame = 0; frame < 8; frame++) session.received(audio(7, frame * 20));
  expect(session.replies.map((reply) => reply.kind === 'probability' && [reply.frameAtMs, reply.probability])).toEqual([
    [20, 0.01],
    [60, 0.02],
    [80, 0.03],
    [120, 0.04],
    [140, 0.05],
  ]);
});

test('a gap in the frames begins anew', () => {
  const session = engineSession(voiceDetectorEngine(countingPool(4)));
  session.received(open(1));
  for (const frameAtMs of [0, 20, 40, 60, 1_000, 1_020]) session.received(audio(1, frameAtMs));
  expect(session.replies.at(-1)).toMatchObject({ frameAtMs: 1_020, probability: 0.01 });
});

test('detectors are lent to whoever has sound: silent and closed streams give theirs back', () => {
  const pool = countingPool(1);
  const session = engineSession(voiceDetectorEngine(pool));
  for (const id of [1, 2, 3]) session.received(open(id));
  for (const frameAtMs of [0, 20]) session.received(audio(1, frameAtMs));
  for (const frameAtMs of [0, 20]) session.received(audio(2, frameAtMs));
  expect(session.replies.map((reply) => reply.id)).toEqual([1]);
  for (const frameAtMs of [1_100, 1_120, 1_140]) session.received(audio(2, frameAtMs));
  expect(session.replies.map((reply) => reply.id)).toEqual([1, 2]);
  session.received({ kind: 'close', id: 2 });
  for (const frameAtMs of [1_160, 1_180]) session.received(audio(3, frameAtMs));
  expect(session.replies.at(-1)).toMatchObject({ id: 3, probability: 0.01 });
  expect(pool.made).toHaveLength(1);
});

test('a worker that goes gives all back, and frames of unknown streams are passed over', () => {
  const engine = voiceDetectorEngine(countingPool(1));
  const gone = engineSession(engine);
  gone.received(open(1));
  gone.received(audio(1, 0));
  gone.closed();
  const session = engineSession(engine);
  session.received(audio(9, 0));
  session.received({ kind: 'close', id: 9 });
  session.received(open(1));
  for (const frameAtMs of [0, 20]) session.received(audio(1, frameAtMs));
  expect(session.replies).toHaveLength(1);
});

describe('the pool', () => {
  test('makes one ahead, and no more than it may', async () => {
    const pool = countingPool(2);
    expect(pool.made).toHaveLength(1);
    const session = engineSession(voiceDetectorEngine(pool));
    for (const id of [1, 2, 3]) session.received(open(id));
    session.received(audio(1, 0));
    await turns(2);
    expect(pool.made).toHaveLength(2);
    session.received(audio(2, 0));
    session.received(audio(3, 0));
    await turns(2);
    expect(pool.made).toHaveLength(2);
  });
});
