import { describe, expect, it } from 'vitest';
import { connectionLimits, overstays, type Conduct } from './connection-limits.ts';

const conduct = (change: Partial<Conduct> = {}): Conduct => ({
  openedAtMs: 1_000,
  heardAtMs: 1_000,
  hasSpoken: true,
  halfSinceMs: null,
  ...change,
});

describe('overstays()', () => {
  it.each([
    ['keeps a new connection', { heardAtMs: null, hasSpoken: false }, 30_999, null],
    ['closes one that brings no message', { heardAtMs: 30_000, hasSpoken: false }, 31_000, 'it brought no message'],
    ['waits for the rest of a message', { halfSinceMs: 50_000, heardAtMs: 50_000 }, 64_999, null],
    [
      'closes one whose message never ends',
      { halfSinceMs: 50_000, heardAtMs: 64_000 },
      65_000,
      'its message never ended',
    ],
    ['keeps a telephone registered for an hour', {}, 3_601_000, null],
    ['closes one that is idle for longer', {}, 1_000 + connectionLimits.idleMs, 'it was idle'],
  ])('%s', (_, change, nowMs, verdict) => {
    expect(overstays(conduct(change), nowMs, connectionLimits)).toBe(verdict);
  });
});
