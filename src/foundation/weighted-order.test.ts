import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';
import { weightedOrder } from './weighted-order.ts';

test('weightedOrder() keeps everything once and priorities in order', () => {
  const item = fc.record({ priority: fc.nat(3), weight: fc.nat(100), id: fc.uuid() });
  fc.assert(
    fc.property(fc.array(item), fc.integer(), (items, seed) => {
      const order = weightedOrder(items, seededRandom(seed));
      expect(order.map(({ id }) => id).toSorted()).toEqual(items.map(({ id }) => id).toSorted());
      const priorities = items.map(({ priority }) => priority).toSorted((one, other) => one - other);
      expect(order.map(({ priority }) => priority)).toEqual(priorities);
    }),
  );
});

test('weightedOrder() puts each first as often as its weight says, and the weightless last', () => {
  const random = seededRandom(7);
  const items = [
    { priority: 1, weight: 0 },
    { priority: 1, weight: 30 },
    { priority: 1, weight: 10 },
  ];
  const first = { 0: 0, 30: 0, 10: 0 } as Record<number, number>;
  for (let run = 0; run < 4_000; run++) first[weightedOrder(items, random)[0]!.weight]!++;
  expect(first[30]! / 4_000).toBeCloseTo(0.74, 1);
  expect(first[10]! / 4_000).toBeCloseTo(0.24, 1);
  expect(first[0]).toBeLessThan(160);
});
