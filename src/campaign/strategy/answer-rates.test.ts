import { expect, test } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import {
  drawAnswer,
  expectedAnswer,
  learnAnswers,
  unknownRates,
  type DialContext,
  type DialTally,
} from './answer-rates.ts';

const usual: DialContext = { region: '沪', hour: 10, weekday: 1, number: '+862155550001', attempt: 1 };
const tally = (dials: number, answered: number, context: Partial<DialContext> = {}): DialTally => ({
  ...usual,
  ...context,
  dials,
  answered,
});

test('nothing seen: everybody is as likely to answer', () => {
  expect(expectedAnswer(unknownRates, usual)).toBeCloseTo(0.25, 6);
  expect(expectedAnswer(unknownRates, { ...usual, region: '京', hour: 20 })).toBeCloseTo(0.25, 6);
});

test('much seen: a rate is what it was', () => {
  const rates = learnAnswers(unknownRates, [tally(5_000, 2_000), tally(5_000, 500, { hour: 14 })], 1);
  expect(expectedAnswer(rates, usual)).toBeCloseTo(0.4, 1);
  expect(expectedAnswer(rates, { ...usual, hour: 14 })).toBeCloseTo(0.1, 1);
});

test('little seen: one lucky dial makes no hour a good one', () => {
  const rates = learnAnswers(unknownRates, [tally(5_000, 1_000), tally(1, 1, { hour: 19 })], 1);
  expect(expectedAnswer(rates, { ...usual, hour: 19 })).toBeLessThan(0.25);
});

test('what an hour is elsewhere tells of it where nobody was tried then', () => {
  const rates = learnAnswers(
    unknownRates,
    [tally(2_000, 800, { hour: 19 }), tally(2_000, 200, { hour: 14 }), tally(2_000, 500, { region: '京' })],
    1,
  );
  const inBeijing = (hour: number): number => expectedAnswer(rates, { ...usual, region: '京', hour });
  expect(inBeijing(19)).toBeGreaterThan(1.5 * inBeijing(14));
});

test('later attempts and numbers that are answered seldom count for less', () => {
  const rates = learnAnswers(
    unknownRates,
    [tally(1_000, 300), tally(1_000, 100, { attempt: 3 }), tally(1_000, 100, { number: '+862155550002' })],
    1,
  );
  expect(expectedAnswer(rates, { ...usual, attempt: 3 })).toBeLessThan(0.8 * expectedAnswer(rates, usual));
  expect(expectedAnswer(rates, { ...usual, number: '+862155550002' })).toBeLessThan(0.8 * expectedAnswer(rates, usual));
});

test('the old fades: an hour that turned bad is noticed', () => {
  let rates = learnAnswers(unknownRates, [tally(1_000, 400)], 1);
  for (let day = 0; day < 20; day++) rates = learnAnswers(rates, [tally(100, 5), tally(100, 30, { hour: 11 })], 0.8);
  expect(expectedAnswer(rates, usual)).toBeLessThan(0.1);
});

test('draws lie around what is expected, the wider the less was seen', () => {
  const random = seededRandom(1);
  const spreadOf = (dials: number): number => {
    const rates = learnAnswers(unknownRates, [tally(dials, dials / 4)], 1);
    const draws = Array.from({ length: 400 }, () => drawAnswer(rates, usual, random));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    expect(mean).toBeCloseTo(0.25, 1);
    return Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length);
  };
  expect(spreadOf(40)).toBeGreaterThan(3 * spreadOf(4_000));
});
