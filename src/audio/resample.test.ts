import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toneShare } from './goertzel.ts';
import { levelDbfs } from './level.ts';
import { Downsampler, resample, Upsampler } from './resample.ts';
import { toneSound } from './tone.ts';

const tone = (hz: number, rate: 8000 | 16000): Int16Array =>
  toneSound({ frequenciesHz: [hz], levelDbfs: -10 }, 200, rate);

describe('resampling', () => {
  it('keeps telephone frequencies at their level, both ways', () => {
    for (const hz of [300, 1000, 2000, 3000]) {
      const up = resample(tone(hz, 8000), 8000, 16000).subarray(100, -100);
      expect(toneShare(up, hz, 16000), `${hz} Hz up`).toBeGreaterThan(0.99);
      expect(levelDbfs(up)).toBeCloseTo(-10, 0);
      const down = resample(tone(hz, 16000), 16000, 8000).subarray(50, -50);
      expect(toneShare(down, hz, 8000), `${hz} Hz down`).toBeGreaterThan(0.99);
      expect(levelDbfs(down)).toBeCloseTo(-10, 0);
    }
  });

  it('removes what 8 kHz cannot carry instead of folding it back', () => {
    expect(levelDbfs(resample(tone(5500, 16000), 16000, 8000).subarray(50, -50))).toBeLessThan(-60);
  });

  it('gives the same stream whole or in pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const input = tone(700, 8000).subarray(0, total);
        const pieces: number[] = [];
        const up = new Upsampler();
        let from = 0;
        for (const size of sizes) {
          pieces.push(...up.push(input.subarray(from, from + size)));
          from += size;
        }
        expect(pieces).toEqual([...new Upsampler().push(input)]);
      }),
      { numRuns: 20 },
    );
  });

  it('returns the same sound after up and down, of the same length', () => {
    const sound = tone(1234, 8000);
    const back = resample(resample(sound, 8000, 16000), 16000, 8000);
    expect(back).toHaveLength(sound.length);
    const errors = back.subarray(60, -60).map((sample, index) => sample - sound[index + 60]!);
    expect(levelDbfs(errors)).toBeLessThan(-55);
  });

  it('refuses half a sample, takes an odd whole sound, and leaves equal rates alone', () => {
    expect(() => new Downsampler().push(new Int16Array(3))).toThrow('3 samples at 16 kHz, wanted an even number');
    expect(resample(new Int16Array(5), 16000, 8000)).toHaveLength(3);
    const sound = new Int16Array(3);
    expect(resample(sound, 8000, 8000)).toBe(sound);
  });
});
