import { expect, test } from 'vitest';
import { judgeHypothesis, leastConfidence } from './judge-hypothesis.ts';
import type { Hypothesis, Segment } from './library.ts';

const hypothesis = (words: string, segments: readonly (readonly [string, number, number])[]): Hypothesis => ({
  words,
  score: segments.reduce((sum, [, frames, each]) => sum + frames * each, 0),
  segments: segments.map(([word, frames, each]): Segment => ({ word, frames, score: frames * each })),
});
const phones = hypothesis('', [
  ['SIL', 20, -110],
  ['h', 30, -110],
  ['ao', 30, -110],
]);

test('words that fit as well as any phones are believed', () => {
  const grammar = hypothesis('好', [
    ['<sil>', 20, -112],
    ['好(2)', 60, -115],
  ]);
  expect(judgeHypothesis({ grammar, phones, frames: 80, voicedFrames: 60 })).toBeGreaterThan(0.8);
});

test('words that fit far worse are not, be it in one character alone', () => {
  const everywhere = hypothesis('好', [
    ['<sil>', 20, -140],
    ['好', 60, -145],
  ]);
  expect(judgeHypothesis({ grammar: everywhere, phones, frames: 80, voicedFrames: 60 })).toBeLessThan(leastConfidence);
  const once = hypothesis('好的', [
    ['<sil>', 20, -112],
    ['好', 40, -104],
    ['的', 20, -184],
  ]);
  const well = hypothesis('好的', [
    ['<sil>', 20, -112],
    ['好', 40, -130],
    ['的', 20, -132],
  ]);
  expect(once.score).toBeCloseTo(well.score, -3);
  expect(judgeHypothesis({ grammar: once, phones, frames: 80, voicedFrames: 60 })).toBeLessThan(leastConfidence);
  expect(judgeHypothesis({ grammar: well, phones, frames: 80, voicedFrames: 60 })).toBeGreaterThan(leastConfidence);
});

test('silence, noise and nothing at all are no words', () => {
  expect(judgeHypothesis({ grammar: hypothesis('', []), phones, frames: 80, voicedFrames: 60 })).toBe(0);
  expect(
    judgeHypothesis({ grammar: hypothesis('好', [['<sil>', 80, -110]]), phones, frames: 80, voicedFrames: 60 }),
  ).toBe(0);
  expect(judgeHypothesis({ grammar: hypothesis('好', [['好', 1, -110]]), phones, frames: 0, voicedFrames: 0 })).toBe(0);
});

test('what is longer than the words found in it is not believed, nor a character drawn out over it', () => {
  const loop = hypothesis('', [['h', 200, -110]]);
  const sentence = { phones: loop, frames: 200, voicedFrames: 190 };
  const mostlySilence = hypothesis('算了', [
    ['算', 20, -112],
    ['了', 20, -112],
    ['<sil>', 160, -130],
  ]);
  const drawnOut = hypothesis('算了', [
    ['算', 20, -112],
    ['了', 180, -126],
  ]);
  expect(judgeHypothesis({ ...sentence, grammar: mostlySilence })).toBeLessThan(leastConfidence);
  expect(judgeHypothesis({ ...sentence, grammar: drawnOut })).toBeLessThan(leastConfidence);
});
