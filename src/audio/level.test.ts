import { describe, expect, it } from 'vitest';
import { seededRandom } from '../foundation/random.ts';
import { noiseSound } from './comfort-noise.ts';
import { dbfsToAmplitude, levelDbfs, rms, silenceDbfs } from './level.ts';
import { mixInto } from './mix.ts';
import { toneSound } from './tone.ts';

describe('levels', () => {
  it('measures silence as −96 dBFS and full scale as 0', () => {
    expect(levelDbfs(new Int16Array(160))).toBe(silenceDbfs);
    expect(levelDbfs(new Int16Array(0))).toBe(silenceDbfs);
    expect(levelDbfs(new Int16Array(160).fill(-32_768))).toBe(0);
    expect(rms(Int16Array.of(3, -4, 3, -4))).toBeCloseTo(Math.sqrt(12.5));
  });

  it('finds in tones and noise the level they were made with', () => {
    for (const dbfs of [-10, -20, -40]) {
      expect(levelDbfs(toneSound({ frequenciesHz: [1000], levelDbfs: dbfs }, 100))).toBeCloseTo(dbfs, 0);
      expect(levelDbfs(noiseSound(seededRandom(1), 1000, dbfs))).toBeCloseTo(dbfs, 0);
    }
    expect(dbfsToAmplitude(0)).toBe(32_768);
  });
});

describe('mixing', () => {
  it('adds and saturates', () => {
    const target = Int16Array.of(1, 30_000, -30_000, 5);
    mixInto(target, Int16Array.of(2, 30_000, -30_000));
    expect([...target]).toEqual([3, 32_767, -32_768, 5]);
  });
});
