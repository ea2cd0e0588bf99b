import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawNormal, seededRandom } from '../../foundation/random.ts';
import { endsWithin, learnDuration, logNormalOf, normalAbove, type LogNormal } from './log-normal.ts';

// https://www.itl.nist.gov/div898/handbook/eda/section3/eda3671.htm
test.each([
  [0, 0.5],
  [1, 0.158655],
  [-1, 0.841345],
  [1.96, 0.024998],
  [3, 0.00135],
])('the normal distribution lies above %d with %d', (z, share) => {
  expect(normalAbove(z)).toBeCloseTo(share, 5);
});

const drawn = (count: number, medianMs: number, deviation: number): LogNormal => {
  const random = seededRandom(3);
  let known = logNormalOf(60_000, 1, 5);
  for (let at = 0; at < count; at++) {
    known = learnDuration(known, medianMs * Math.exp(deviation * drawNormal(random)), 0.999);
  }
  return known;
};

test('what is learnt from durations is their median and spread', () => {
  const known = drawn(4_000, 150_000, 0.9);
  expect(Math.exp(known.mean) / 150_000).toBeCloseTo(1, 0.9);
  expect(Math.sqrt(known.variance)).toBeCloseTo(0.9, 1);
});

test('half of the talks end within their median', () => {
  expect(endsWithin(logNormalOf(150_000, 0.9, 1), 0, 150_000)).toBeCloseTo(0.5, 6);
});

test('the longer one waits, the likelier the end; a probability it stays', () => {
  const ms = fc.integer({ min: 0, max: 7_200_000 });
  fc.assert(
    fc.property(ms, ms, ms, (elapsed, within, longer) => {
      const known = logNormalOf(150_000, 0.9, 1);
      const soon = endsWithin(known, elapsed, within);
      const later = endsWithin(known, elapsed, within + longer);
      expect(soon).toBeGreaterThanOrEqual(-1e-7);
      expect(later).toBeGreaterThanOrEqual(soon - 1e-7);
      expect(later).toBeLessThanOrEqual(1);
    }),
  );
});

test('of what lasts far longer than anything seen nothing is promised', () => {
  expect(endsWithin(logNormalOf(1_000, 0.2, 1), 100_000, 60_000)).toBe(0);
});
