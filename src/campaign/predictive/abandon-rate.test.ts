import { expect, test } from 'vitest';
import { abandonRate, estimatedAbandonRate } from './abandon-rate.ts';

test('abandonRate() is the share of people whom nobody joined', () => {
  expect(abandonRate({ joined: 97, abandoned: 3 })).toBeCloseTo(0.03, 12);
  expect(abandonRate({ joined: 0, abandoned: 0 })).toBe(0);
  expect(abandonRate({ joined: 0, abandoned: 2 })).toBe(1);
});

test('estimatedAbandonRate() reproduces the example that Ofcom works out: 29 drops, 9 people and 7 machines', () => {
  expect(estimatedAbandonRate(29, { people: 9, machines: 7 })).toBeCloseTo(16.3125 / 25.3125, 12);
  expect((estimatedAbandonRate(29, { people: 9, machines: 7 }) * 100).toFixed(2)).toBe('64.44');
});

test('estimatedAbandonRate() of drops where agents met machines alone counts none as a person', () => {
  expect(estimatedAbandonRate(5, { people: 0, machines: 12 })).toBe(0);
  expect(estimatedAbandonRate(0, { people: 0, machines: 0 })).toBe(0);
});
