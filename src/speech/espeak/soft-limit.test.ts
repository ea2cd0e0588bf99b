import fc from 'fast-check';
import { expect, test } from 'vitest';
import { softLimit } from './soft-limit.ts';

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
