import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RelayNumbers } from './relay-numbers.ts';

const packet = (index: number, ssrc = 7) => ({
  ssrc,
  sequence: (65_530 + index) & 0xffff,
  timestamp: (4_294_966_000 + index * 160) >>> 0,
});

/** The numbers of packets that come in this order, behind our packet 99 at 16 000; null for those held back. */
function placed(indexes: readonly number[]): readonly (readonly [number, number] | null)[] {
  const numbers = new RelayNumbers();
  return indexes.map((index) =>
    numbers.place(packet(index), 100, 16_000) ? [numbers.sequence, numbers.timestamp] : null,
  );
}

describe('the numbers of relayed packets', () => {
  it('join our own stream and keep the distances of what came, over both wraps', () => {
    expect(placed([0, 1, 2, 3, 9])).toEqual([
      [100, 16_000],
      [101, 16_160],
      [102, 16_320],
      [103, 16_480],
      [109, 17_440],
    ]);
  });

  it('let a late packet take its place, once', () => {
    expect(placed([0, 2, 1, 1, 2])).toEqual([[100, 16_000], [102, 16_320], [101, 16_160], null, null]);
  });

  it('hold back what came before the first, whose numbers are ours already', () => {
    expect(placed([5, 4, 6])).toEqual([[100, 16_000], null, [101, 16_160]]);
  });

  it('hold back what is later than can be remembered', () => {
    expect(placed([0, 1, 40, 2])[3]).toBeNull();
  });

  it('begin anew with another source, after a jump, and behind what we sent in between', () => {
    const numbers = new RelayNumbers();
    const place = (...args: Parameters<RelayNumbers['place']>) => {
      expect(numbers.place(...args)).toBe(true);
      return { at: [numbers.sequence, numbers.timestamp], begins: numbers.begins };
    };
    expect(place(packet(0), 100, 16_000)).toEqual({ at: [100, 16_000], begins: true });
    expect(place(packet(1), 101, 16_160)).toEqual({ at: [101, 16_160], begins: false });
    expect(place(packet(70, 8), 102, 16_320)).toEqual({ at: [102, 16_320], begins: true });
    expect(place(packet(5_000, 8), 103, 16_480)).toEqual({ at: [103, 16_480], begins: true });
    numbers.leave();
    expect(place(packet(5_001, 8), 110, 17_600)).toEqual({ at: [110, 17_600], begins: true });
  });

  it('never give a sequence number twice, in whatever order packets come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 80 }), (indexes) => {
        const sequences = placed(indexes).flatMap((numbers) => numbers?.[0] ?? []);
        expect(new Set(sequences).size).toBe(sequences.length);
      }),
    );
  });
});
