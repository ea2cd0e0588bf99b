import { describe, expect, it } from 'vitest';
import { spliceSounds } from './splice-sounds.ts';

const silence = (ms: number): number[] => Array.from({ length: ms * 8 }, () => 0);
const tone = (ms: number, amplitude: number): number[] =>
  Array.from({ length: ms * 8 }, (_, index) => Math.round(amplitude * Math.sin(index * 0.5)));
const sound = (...stretches: readonly number[][]): Int16Array => Int16Array.from(stretches.flat());

/** Longest run of near silence inside a sound, in ms. */
function longestGapMs(samples: Int16Array): number {
  let longest = 0;
  let run = 0;
  for (const sample of samples) {
    run = Math.abs(sample) < 50 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest / 8;
}

const rms = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);

describe('a sentence of recorded and synthesised parts', () => {
  it('has no gap of 60 ms at its joints, whatever silence the parts came with', () => {
    const whole = spliceSounds([
      { samples: sound(tone(300, 6_000), silence(400)), recorded: true },
      { samples: sound(silence(150), tone(200, 6_000), silence(220)), recorded: false },
      { samples: sound(silence(500), tone(300, 6_000)), recorded: true },
    ]);
    expect(longestGapMs(whole)).toBeLessThan(60);
    expect(whole.length / 8).toBeGreaterThanOrEqual(800);
    expect(whole.length / 8).toBeLessThan(900);
  });

  it('keeps the silence before its first part and after its last', () => {
    const whole = spliceSounds([
      { samples: sound(silence(200), tone(100, 6_000)), recorded: true },
      { samples: sound(tone(100, 6_000), silence(300)), recorded: true },
    ]);
    expect(whole.length / 8).toBe(700);
  });

  it('brings what is synthesised to the loudness of what is recorded, which is not touched', () => {
    for (const amplitude of [2_500, 15_000]) {
      const whole = spliceSounds([
        { samples: sound(tone(300, 6_000)), recorded: true },
        { samples: sound(tone(300, amplitude)), recorded: false },
      ]);
      const [recorded, made] = [whole.subarray(400, 2_000), whole.subarray(2_800, 4_400)];
      expect(20 * Math.log10(rms(made) / rms(recorded))).toBeCloseTo(0, 0);
      expect(rms(recorded)).toBeCloseTo(6_000 / Math.SQRT2, -2);
    }
  });

  it('is nothing where every part is silent, and one part alone stays as it is', () => {
    expect(spliceSounds([{ samples: sound(silence(50)), recorded: true }])).toHaveLength(0);
    const alone = sound(silence(20), tone(100, 6_000), silence(20));
    expect(spliceSounds([{ samples: alone, recorded: true }])).toEqual(alone);
  });
});
