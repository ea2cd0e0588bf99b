import { describe, expect, it } from 'vitest';
import { ReceptionStatistics } from './reception-statistics.ts';

const fed = (
  sequences: readonly number[],
  arrivals: (index: number) => number = (index) => index * 20,
): ReceptionStatistics => {
  const statistics = new ReceptionStatistics();
  for (const [index, sequence] of sequences.entries())
    statistics.push({ sequence, timestamp: index * 160 }, arrivals(index));
  return statistics;
};

describe('reception statistics', () => {
  it('count losses over the wrap of sequence numbers', () => {
    const statistics = fed([65_533, 65_534, 1, 2, 4]);
    expect([statistics.received, statistics.lost]).toEqual([5, 3]);
    expect(statistics.report(9)).toMatchObject({ ssrc: 9, lostTotal: 3, lostShare: 3 / 8, extendedSequence: 65_540 });
    expect(statistics.report(9).lostShare).toBe(0);
  });

  it('take reordered packets for received and duplicates for no gain below zero', () => {
    expect(fed([10, 12, 11, 13]).lost).toBe(0);
    expect(fed([10, 10, 10]).lost).toBe(0);
    expect(new ReceptionStatistics().lost).toBe(0);
  });

  it('have no jitter on an even line, some on an uneven one, and none from a jump of the clock', () => {
    const many = Array.from({ length: 200 }, (_, index) => index);
    expect(fed(many).jitterMs).toBe(0);
    const uneven = fed(many, (index) => index * 20 + (index % 2) * 8);
    expect(uneven.jitterMs).toBeGreaterThan(6);
    expect(uneven.jitterMs).toBeLessThan(9);
    expect(fed(many, (index) => index * 20 + (index > 100 ? 5000 : 0)).jitterMs).toBe(0);
  });
});
