import { describe, expect, it } from 'vitest';
import { scriptExperimentSchema, type ScriptExperiment } from '../contract/script/experiment.ts';
import { seededRandom } from '../foundation/random.ts';
import { allocate, tallyOf, type Known } from './allocate.ts';
import type { Tally } from '../foundation/intervals.ts';

const experimentOf = (rules: object): ScriptExperiment =>
  scriptExperimentSchema.parse({
    kind: 'words',
    node: 'hello',
    success: { grade: 'B' },
    baseline: 20,
    minimumEffect: 5,
    variants: { short: { say: '您好' }, warm: { say: '您好呀' } },
    ...rules,
  });
const nothing: Known = { tallies: {}, underWay: 0 };

function sharesOf(experiment: ScriptExperiment, known: Known, people: number): Readonly<Record<string, number>> {
  const shares: Record<string, number> = {};
  for (let person = 0; person < people; person++) {
    const variant = allocate(experiment, `tenant/lead-${person}/opening`, known);
    shares[variant] = (shares[variant] ?? 0) + 1 / people;
  }
  return shares;
}

describe('fixed shares', () => {
  it('are met in the long run, whatever is known', () => {
    const experiment = experimentOf({ shares: { control: 50, short: 30, warm: 20 } });
    const known = { tallies: { short: { people: 500, successes: 500 } }, underWay: 40 };
    const shares = sharesOf(experiment, known, 40_000);
    for (const [variant, share] of Object.entries({ control: 0.5, short: 0.3, warm: 0.2 }))
      expect(Math.abs((shares[variant] ?? 0) - share)).toBeLessThan(0.01);
  });

  it('are equal where none are named', () => {
    const shares = sharesOf(experimentOf({}), nothing, 30_000);
    for (const variant of ['control', 'short', 'warm']) expect(shares[variant]).toBeCloseTo(1 / 3, 2);
  });

  it('give the same person the same variant, and two experiments nothing in common', () => {
    const experiment = experimentOf({});
    const met = (name: string): readonly string[] =>
      Array.from({ length: 3_000 }, (_, person) => allocate(experiment, `t/lead-${person}/${name}`, nothing));
    expect(met('opening')).toEqual(met('opening'));
    const other = met('closing');
    const alike = met('opening').filter((variant, person) => variant === other[person]).length / 3_000;
    expect(Math.abs(alike - 1 / 3)).toBeLessThan(0.03);
  });
});

describe('a bandit', () => {
  const bandit = experimentOf({ allocation: 'bandit', floor: 10 });

  it('gives every variant its floor, however bad it looks', () => {
    const tallies = {
      control: { people: 1_000, successes: 500 },
      short: { people: 1_000, successes: 0 },
      warm: { people: 1_000, successes: 5 },
    };
    const shares = sharesOf(bandit, { tallies, underWay: 0 }, 20_000);
    expect(shares['short']).toBeGreaterThan(0.09);
    expect(shares['warm']).toBeGreaterThan(0.09);
    expect(shares['control']).toBeGreaterThan(0.75);
    expect(shares['control']).toBeLessThan(0.85);
  });

  it('is pure: the same key and knowledge, the same variant', () => {
    const known = { tallies: { short: { people: 9, successes: 3 } }, underWay: 2 };
    expect(sharesOf(bandit, known, 500)).toEqual(sharesOf(bandit, known, 500));
  });

  it('gives equal chances while far more is under way than is known', () => {
    const tallies = { control: { people: 2, successes: 0 }, short: { people: 2, successes: 2 } };
    const shares = sharesOf(bandit, { tallies, underWay: 396 }, 20_000);
    for (const variant of ['control', 'short', 'warm'])
      expect(Math.abs((shares[variant] ?? 0) - 1 / 3)).toBeLessThan(0.03);
  });

  it.each([1, 2, 3])('comes to the best variant though results are 50 calls late (seed %i)', (seed) => {
    const rates: Readonly<Record<string, number>> = { control: 0.1, short: 0.25, warm: 0.12 };
    const random = seededRandom(seed);
    const tallies: Record<string, Tally> = {};
    const late: { readonly variant: string; readonly success: boolean }[] = [];
    const met: string[] = [];
    for (let person = 0; person < 4_000; person++) {
      const known = { tallies, underWay: late.length };
      const variant = allocate(bandit, `${seed}/${person}`, known);
      met.push(variant);
      late.push({ variant, success: random.next() < (rates[variant] ?? 0) });
      const done = late.length > 50 ? late.shift() : undefined;
      if (done === undefined) continue;
      const { people, successes } = tallyOf(known, done.variant);
      tallies[done.variant] = { people: people + 1, successes: successes + (done.success ? 1 : 0) };
    }
    const lastShare = (variant: string): number => met.slice(-1_000).filter((one) => one === variant).length / 1_000;
    expect(lastShare('short')).toBeGreaterThan(0.7);
    expect(lastShare('control')).toBeGreaterThan(0.07);
    expect(lastShare('warm')).toBeGreaterThan(0.07);
  });
});
