import { expect, it } from 'vitest';
import { Losses } from './losses.ts';

it('one that is missing is noticed, more than one and what comes late are not', () => {
  const losses = new Losses();
  const told = [65_533, 65_534, 0, 1, 3, 2, 4, 8, 9, 11].map((sequence) => losses.before({ sequence }));
  expect(told).toEqual([false, false, true, false, true, false, false, false, false, true]);
});
