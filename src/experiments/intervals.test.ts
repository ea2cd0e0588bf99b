import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../foundation/random.ts';
import { anytimeDifference, anytimeInterval } from './anytime-interval.ts';
import { logGamma } from './beta.ts';
import { newcombe, normalQuantile, peopleNeeded, wilson, type Interval, type Tally } from '../foundation/intervals.ts';

const tally = (successes: number, people: number): Tally => ({ successes, people });
const rounded = ({ low, high }: Interval): readonly number[] => [Number(low.toFixed(4)), Number(high.toFixed(4))];

/** Whether each of `people` people is a success. */
const drawn = (rate: number, people: number, random: Random): number =>
  Array.from({ length: people }, () => random.next()).filter((point) => point < rate).length;

describe('Wilson’s interval', () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i of %i is that of Newcombe 1998, table I', (successes, people, low, high) => {
    expect(rounded(wilson(tally(successes, people)))).toEqual([low, high]);
  });

  it('knows nothing of nobody', () => {
    expect(wilson(tally(0, 0))).toEqual({ low: 0, high: 1 });
  });

  it('covers a rate about as often as it says', () => {
    const random = seededRandom(7);
    const held = Array.from({ length: 2_000 }, () => wilson(tally(drawn(0.12, 150, random), 150)));
    const covered = held.filter(({ low, high }) => low <= 0.12 && 0.12 <= high).length / held.length;
    expect(covered).toBeGreaterThan(0.935);
    expect(covered).toBeLessThan(0.97);
  });
});

describe('Newcombe’s interval', () => {
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
  ])('of %i/%i − %i/%i is that of Newcombe 1998, table II, method 10', (a, m, b, n, low, high) => {
    expect(rounded(newcombe(tally(a, m), tally(b, n)))).toEqual([low, high]);
  });

  it('covers a difference about as often as it says', () => {
    const random = seededRandom(8);
    const held = Array.from({ length: 2_000 }, () =>
      newcombe(tally(drawn(0.2, 120, random), 120), tally(drawn(0.15, 100, random), 100)),
    );
    const covered = held.filter(({ low, high }) => low <= 0.05 && 0.05 <= high).length / held.length;
    expect(covered).toBeGreaterThan(0.935);
    expect(covered).toBeLessThan(0.97);
  });
});

describe('the number of people that are needed', () => {
  it.each([
    [0.5, 0.25, 0.05, 0.9, 77],
    [0.1, 0.1, 0.05, 0.8, 199],
    [0.2, 0.05, 0.05, 0.8, 1_094],
  ])('for %d + %d is what power.prop.test of R says', (baseline, effect, alpha, power, people) => {
    expect(peopleNeeded(baseline, effect, alpha, power)).toBe(people);
  });

  it('finds such a difference as often as it says', () => {
    const random = seededRandom(9);
    const people = peopleNeeded(0.2, 0.15);
    const found = Array.from({ length: 1_000 }, () =>
      newcombe(tally(drawn(0.35, people, random), people), tally(drawn(0.2, people, random), people)),
    ).filter(({ low }) => low > 0).length;
    expect(found / 1_000).toBeGreaterThan(0.76);
    expect(found / 1_000).toBeLessThan(0.86);
  });
});

describe('the anytime-valid interval', () => {
  it('misses a rate with 5 % at most, though somebody looks after every person', () => {
    const random = seededRandom(10);
    const plain = { missed: 0 };
    const runs = 400;
    let missed = 0;
    for (let run = 0; run < runs; run++) {
      let successes = 0;
      let [wrong, plainWrong] = [false, false];
      for (let people = 1; people <= 300; people++) {
        successes += random.next() < 0.3 ? 1 : 0;
        const { low, high } = anytimeInterval(tally(successes, people));
        wrong ||= 0.3 < low || 0.3 > high;
        const { low: from, high: to } = wilson(tally(successes, people));
        plainWrong ||= 0.3 < from || 0.3 > to;
      }
      missed += wrong ? 1 : 0;
      plain.missed += plainWrong ? 1 : 0;
    }
    expect(missed / runs).toBeLessThanOrEqual(0.05);
    // What is spared: a plain interval looked at as often errs many times as often.
    expect(plain.missed / runs).toBeGreaterThan(0.2);
  }, 60_000);

  it('shrinks with people, holds its own rate, and is wider than one look', () => {
    const [few, many] = [anytimeInterval(tally(30, 100)), anytimeInterval(tally(3_000, 10_000))];
    expect(many.high - many.low).toBeLessThan((few.high - few.low) / 5);
    expect(few.low).toBeLessThan(wilson(tally(30, 100)).low);
    expect(few.high).toBeGreaterThan(wilson(tally(30, 100)).high);
    expect(anytimeInterval(tally(0, 0))).toEqual({ low: 0, high: 1 });
    expect(anytimeInterval(tally(0, 50)).low).toBe(0);
    expect(anytimeInterval(tally(50, 50)).high).toBe(1);
  });

  it('shows a difference only where both rates are apart', () => {
    expect(anytimeDifference(tally(300, 1_000), tally(100, 1_000)).low).toBeGreaterThan(0);
    expect(anytimeDifference(tally(12, 40), tally(8, 40)).low).toBeLessThan(0);
  });
});

describe('what they are made of', () => {
  it('has the normal quantiles of any table', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 8);
    expect(normalQuantile(0.8)).toBeCloseTo(0.841621234, 8);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 8);
    expect(normalQuantile(0.5)).toBe(0);
  });

  it('has the logarithms of factorials', () => {
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 10);
  });
});
