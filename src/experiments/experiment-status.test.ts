import { describe, expect, it } from 'vitest';
import { experimentStatusSchema } from '../contract/experiment-status.ts';
import { scriptExperimentSchema, type ScriptExperiment } from '../contract/script/experiment.ts';
import { seededRandom } from '../foundation/random.ts';
import { allocate, tallyOf } from './allocate.ts';
import { describeExperiment } from './describe-status.ts';
import { planOf, stateOf, statusOf } from './experiment-status.ts';
import type { Tally } from '../foundation/intervals.ts';

const name = { scope: 'script', of: 'survey', experiment: 'opening' } as const;
const noon = Date.parse('2026-03-02T12:00:00+08:00');
const experimentOf = (rules: object = {}): ScriptExperiment =>
  scriptExperimentSchema.parse({
    kind: 'words',
    node: 'hello',
    success: { grade: 'B' },
    baseline: 20,
    minimumEffect: 15,
    variants: { short: { say: '您好' } },
    ...rules,
  });
const known = (control: readonly [number, number], short: readonly [number, number]) => ({
  tallies: {
    control: { people: control[1], successes: control[0] },
    short: { people: short[1], successes: short[0] },
  },
  underWay: 3,
});

describe('the plan', () => {
  it('is settled before the first call', () => {
    expect(planOf(experimentOf())).toEqual({
      baseline: 0.2,
      minimumEffect: 0.15,
      alpha: 0.05,
      power: 0.8,
      people: 138,
    });
  });

  it('shares the error among comparisons: more variants, more people', () => {
    const three = planOf(experimentOf({ variants: { short: { say: '您好' }, warm: { say: '您好呀' } } }));
    expect(three.alpha).toBe(0.025);
    expect(three.people).toBeGreaterThan(138);
  });
});

describe('the status of fixed shares', () => {
  it('decides nothing before the planned number of people, however clear it looks', () => {
    const status = statusOf(name, experimentOf(), known([5, 100], [60, 100]), noon);
    expect(status).toMatchObject({ state: 'running', complete: false });
    expect(status.variants[1]?.difference?.verdict).toBe('open');
    expect(status.claim).toMatch(/^Not decided/);
    expect(experimentStatusSchema.parse(status)).toEqual(status);
  });

  it.each([
    ['better', [28, 138], [60, 140]],
    ['worse', [60, 138], [28, 140]],
    ['open', [28, 138], [32, 140]],
  ] as const)('ends with it and says %s', (verdict, control, short) => {
    const status = statusOf(name, experimentOf(), known(control, short), noon);
    expect(status).toMatchObject({ state: 'ended', complete: true });
    expect(status.variants[1]?.difference?.verdict).toBe(verdict);
    expect(status.claim).toMatch(/^Decided at the end/);
  });

  it('goes by its dates where it has some, and is judged at its end', () => {
    const experiment = experimentOf({ startsAt: '2026-03-01T00:00:00+08:00', endsAt: '2026-03-03T00:00:00+08:00' });
    const found = known([28, 138], [60, 140]);
    const day = 86_400_000;
    expect([noon - 2 * day, noon, noon + day].map((atMs) => stateOf(experiment, found, atMs))).toEqual([
      'not-begun',
      'running',
      'ended',
    ]);
    const verdicts = [noon, noon + day].map((atMs) => statusOf(name, experiment, found, atMs).variants[1]?.difference);
    expect(verdicts.map((one) => one?.verdict)).toEqual(['open', 'better']);
  });
});

describe('the status of a bandit', () => {
  const bandit = experimentOf({ allocation: 'bandit' });

  it('uses intervals that hold at any time, and only those', () => {
    const status = statusOf(name, bandit, known([20, 200], [300, 1_000]), noon);
    const { difference } = status.variants[1]!;
    expect(difference?.interval).toEqual(difference?.anytime);
    expect(difference?.verdict).toBe('better');
    expect(status).toMatchObject({ state: 'running' });
  });

  it('calls a variant better or worse that is neither in 5 % of all looks at most', () => {
    const runs = 200;
    let wrong = 0;
    for (let run = 0; run < runs; run++) {
      const random = seededRandom(run);
      const tallies: Record<string, Tally> = {};
      let judged = false;
      for (let person = 0; person < 300; person++) {
        const variant = allocate(bandit, `${run}/${person}`, { tallies, underWay: 0 });
        const { people, successes } = tallyOf({ tallies }, variant);
        tallies[variant] = { people: people + 1, successes: successes + (random.next() < 0.2 ? 1 : 0) };
        if (person % 10 !== 9) continue;
        const status = statusOf(name, bandit, { tallies, underWay: 0 }, noon);
        judged ||= status.variants[1]?.difference?.verdict !== 'open';
      }
      wrong += judged ? 1 : 0;
    }
    expect(wrong / runs).toBeLessThanOrEqual(0.05);
  }, 60_000);
});

describe('a status for people', () => {
  it('has a row for each variant and says what may be claimed', () => {
    const text = describeExperiment(statusOf(name, experimentOf({ title: '开场' }), known([5, 100], [60, 100]), noon));
    expect(text).toContain('opening (开场): running, fixed; success: grade B or better; 3 under way');
    expect(text).toContain('each variant needs 138 people');
    expect(text).toContain('short\t100/138\t60\t60.0 %');
    expect(text).toContain('Not decided');
  });
});
