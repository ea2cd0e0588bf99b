import { expect, test } from 'vitest';
import { upliftOf } from './uplift.ts';

test('upliftOf() compares the shares that answered, with the interval of their ratio', () => {
  const { uplift, lower, upper } = upliftOf({ dials: 1_000, answered: 300 }, { dials: 1_000, answered: 250 });
  expect(uplift).toBeCloseTo(0.2, 9);
  // exp(ln 1.2 ± 1.96 · sqrt(1/300 − 1/1000 + 1/250 − 1/1000)) − 1, by hand
  expect(lower).toBeCloseTo(0.03996, 3);
  expect(upper).toBeCloseTo(0.38467, 3);
});

test('upliftOf() says nothing where nobody answered', () => {
  expect(upliftOf({ dials: 10, answered: 0 }, { dials: 10, answered: 3 })).toEqual({
    uplift: null,
    lower: null,
    upper: null,
  });
});

test('few dials make no strategy a good one', () => {
  expect(upliftOf({ dials: 20, answered: 6 }, { dials: 20, answered: 5 }).lower).toBeLessThan(0);
});
