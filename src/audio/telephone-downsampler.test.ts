import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TelephoneDownsampler } from './telephone-downsampler.ts';

function tone(frequencyHz: number, count: number, rateHz = 22_050): Int16Array {
  return Int16Array.from({ length: count }, (_, index) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * frequencyHz * index) / rateHz)),
  );
}

function whole(samples: Int16Array, cuts: readonly number[] = [], rateHz = 22_050): number[] {
  const sampler = new TelephoneDownsampler(rateHz);
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

describe.each([16_000, 22_050, 24_000, 44_100])('%i to 8 000 Hz', (rateHz) => {
  test('keeps what a telephone carries and drops what would fold back', () => {
    for (const frequencyHz of [200, 1_000, 2_500, 3_200])
      expect(
        20 *
          Math.log10(
            rms(whole(tone(frequencyHz, rateHz, rateHz), [], rateHz).slice(100, -100)) / (10_000 / Math.SQRT2),
          ),
      ).toBeCloseTo(0, 0);
    for (const frequencyHz of [4_300, 5_500, 7_900, 10_000])
      expect(
        20 *
          Math.log10(
            rms(whole(tone(frequencyHz, rateHz, rateHz), [], rateHz).slice(100, -100)) / (10_000 / Math.SQRT2),
          ),
      ).toBeLessThan(-50);
  });

  test('keeps time: a second stays a second and a sine its phase', () => {
    const out = whole(tone(1_000, rateHz, rateHz), [], rateHz);
    expect(Math.abs(out.length - 8_000)).toBeLessThanOrEqual(1);
    for (let index = 1_000; index < 1_100; index++)
      expect(Math.abs((out[index] ?? 0) - 10_000 * Math.sin((2 * Math.PI * index) / 8))).toBeLessThan(60);
  });

  test('gives the same samples however they are cut', () => {
    const samples = tone(700, 3_000, rateHz);
    const uncut = whole(samples, [], rateHz);
    fc.assert(
      fc.property(fc.array(fc.nat(700), { maxLength: 10 }), (cuts) => {
        expect(whole(samples, cuts, rateHz)).toEqual(uncut);
      }),
      { numRuns: 30 },
    );
  });
});

test('8 kHz goes through untouched, and a rate below it is refused', () => {
  const samples = tone(440, 800, 8_000);
  expect(whole(samples, [300], 8_000)).toEqual([...samples]);
  expect(() => new TelephoneDownsampler(6_000)).toThrow('cannot bring 6000 Hz down to 8000 Hz');
});
