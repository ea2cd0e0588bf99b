import { describe, expect, it } from 'vitest';
import { fuzzTargets } from '../../fuzz/fuzz-targets.ts';
import { holds, runFuzz } from '../../fuzz/run-fuzz.ts';

describe('what strangers send', () => {
  it.each(Object.keys(fuzzTargets))('neither crashes nor stalls nor fills us: %s', async (kind) => {
    const found: string[] = [];
    const open = fuzzTargets[kind]!;
    const result = await runFuzz({
      kind,
      open,
      inputs: 20_000,
      seed: 4475,
      report: ({ what }) => void found.push(what),
    });
    expect(found).toEqual([]);
    expect(result).toMatchObject({ inputs: 20_000, crashes: 0 });
    expect(holds(result), JSON.stringify(result)).toBe(true);
  });

  it('is fed the same for the same seed', async () => {
    const read = async (seed: number): Promise<number> => {
      const result = await runFuzz({
        kind: 'sdp',
        open: fuzzTargets['sdp']!,
        inputs: 1_000,
        seed,
        report: () => undefined,
      });
      return result.parsed;
    };
    expect(await read(7)).toBe(await read(7));
  });

  it('is found where it crashes, and kept', async () => {
    const found: Buffer[] = [];
    const result = await runFuzz({
      kind: 'broken',
      open: () =>
        Promise.resolve({
          seeds: [Buffer.from('seed')],
          words: [],
          feed(input) {
            if (input.length > 4) throw new Error('longer than it was');
            return true;
          },
        }),
      inputs: 100,
      seed: 1,
      report: ({ input }) => void found.push(input),
    });
    expect(result.crashes).toBeGreaterThan(0);
    expect(found).toHaveLength(result.crashes);
    expect(found.every((input) => input.length > 4)).toBe(true);
    expect(holds(result)).toBe(false);
  });
});
