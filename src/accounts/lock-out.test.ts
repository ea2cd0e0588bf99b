import { expect, test } from 'vitest';
import { lockOutMs } from './lock-out.ts';

test.each([
  [1, 0],
  [4, 0],
  [5, 60_000],
  [6, 120_000],
  [10, 1_920_000],
  [11, 3_600_000],
  [1_000_000, 3_600_000],
])('after %d failures in a row sign-in rests for %d ms', (failures, restMs) => {
  expect(lockOutMs(failures)).toBe(restMs);
});
