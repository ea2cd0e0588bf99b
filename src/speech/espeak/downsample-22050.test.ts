import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Downsampler22050 } from './downsample-22050.ts';
import { softLimit } from './soft-limit.ts';

function tone(frequencyHz: number, count: number): Int16Array {
  return Int16Array.from({ length: count }, (_, index) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * frequencyHz * index) / 22_050)),
  );
}

function whole(samples: Int16Array, cuts: readonly number[] = []): number[] {
  const sampler = new Downsampler22050();
  const out: number[] = [];
  let at = 0;
  for (const cut of cuts) {
    out.push(...sampler.push(samples.subarray(at, at + cut)));
    at = Math.min(samples.length, at + cut);
  }
  out.push(...sampler.push(samples.subarray(at)), ...sampler.end());
  return out;
}

const rms = (samples: readonly number[]): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

describe('22 050 to 8 000 Hz', () => {
  test('keeps what a telephone carries and drops what would fold back', () => {
    for (const frequencyHz of [200, 1_000, 2_500, 3_200])
      expect(
        20 * Math.log10(rms(whole(tone(frequencyHz, 22_050)).slice(100, -100)) / (10_000 / Math.SQRT2)),
      ).toBeCloseTo(0, 0);
    for (const frequencyHz of [4_300, 5_500, 7_900, 10_000])
      expect(
        20 * Math.log10(rms(whole(tone(frequencyHz, 22_050)).slice(100, -100)) / (10_000 / Math.SQRT2)),
      ).toBeLessThan(-50);
  });

  test('keeps time: a second stays a second and a sine its phase', () => {
    const out = whole(tone(1_000, 22_050));
    expect(Math.abs(out.length - 8_000)).toBeLessThanOrEqual(1);
    for (let index = 1_000; index < 1_100; index++)
      expect(Math.abs((out[index] ?? 0) - 10_000 * Math.sin((2 * Math.PI * index) / 8))).toBeLessThan(60);
  });

  test('gives the same samples however they are cut', () => {
    const samples = tone(700, 3_000);
    const uncut = whole(samples);
    fc.assert(
      fc.property(fc.array(fc.nat(700), { maxLength: 10 }), (cuts) => {
        expect(whole(samples, cuts)).toEqual(uncut);
      }),
      { numRuns: 30 },
    );
  });
});

test('the limiter leaves quiet samples alone, never clips, and keeps their order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -32_768, max: 32_767 }),
      fc.double({ min: 0.1, max: 8, noNaN: true }),
      (sample, gain) => {
        const limited = softLimit(sample, gain);
        expect(Math.abs(limited)).toBeLessThanOrEqual(32_767);
        expect(softLimit(Math.min(32_767, sample + 50), gain)).toBeGreaterThanOrEqual(limited);
      },
    ),
  );
  expect(softLimit(1_000, 2)).toBe(2_000);
});
