import { controlVariant, variantNames, type Experiment, type Success } from '../contract/script/experiment.ts';
import type { ExperimentStatus } from '../contract/experiment-status.ts';
import { tallyOf, type Known } from './allocate.ts';
import { anytimeDifference, anytimeInterval } from './anytime-interval.ts';
import { newcombe, peopleNeeded, rateOf, wilson, type Interval, type Tally } from '../foundation/intervals.ts';

const alpha = 0.05;
const power = 0.8;

const banditClaim =
  'A bandit: its rates lean downwards, and plain intervals would be wrong. These hold however often one looks, and all verdicts together err with 5 % at most.';
const openClaim =
  'Not decided: a verdict before the planned number of people and the end would err more often than 5 %. The anytime intervals alone may be read now.';
const endClaim =
  'Decided at the end by Newcombe intervals: all verdicts together err with about 5 %, if nobody moved the end by what he saw.';

/** What an experiment is called, and whose it is. */
export interface ExperimentName {
  readonly scope: 'script' | 'campaign';
  readonly of: string;
  readonly experiment: string;
}

/** How many people each variant needs, and how sure each comparison with the control is: 5 % of error are shared among them. */
export function planOf(experiment: Experiment): ExperimentStatus['plan'] {
  const baseline = experiment.baseline / 100;
  const minimumEffect = experiment.minimumEffect / 100;
  const each = alpha / Math.max(1, variantNames(experiment).length - 1);
  return { baseline, minimumEffect, alpha: each, power, people: peopleNeeded(baseline, minimumEffect, each, power) };
}

/** Every variant has its planned number of people. */
export function isComplete(experiment: Experiment, known: Pick<Known, 'tallies'>): boolean {
  const { people } = planOf(experiment);
  return variantNames(experiment).every((name) => tallyOf(known, name).people >= people);
}

/**
 * Where it stands at a time. Fixed shares end with their planned number of people, unless a date ends them; a bandit's end is its
 * date, for it looks at every result and has no number at which to look once.
 */
export function stateOf(
  experiment: Experiment,
  known: Pick<Known, 'tallies'>,
  nowMs: number,
): ExperimentStatus['state'] {
  const { startsAt, endsAt, allocation } = experiment;
  if (startsAt !== undefined && nowMs < Date.parse(startsAt)) return 'not-begun';
  if (endsAt !== undefined && nowMs >= Date.parse(endsAt)) return 'ended';
  return allocation === 'fixed' && endsAt === undefined && isComplete(experiment, known) ? 'ended' : 'running';
}

/** The figures of an experiment and what may be said of them. */
export function statusOf(name: ExperimentName, experiment: Experiment, known: Known, nowMs: number): ExperimentStatus {
  const names = variantNames(experiment);
  const plan = planOf(experiment);
  const complete = isComplete(experiment, known);
  const state = stateOf(experiment, known, nowMs);
  const control = tallyOf(known, controlVariant);
  const isBandit = experiment.allocation === 'bandit';
  const mayJudge = isBandit || (complete && state === 'ended');
  return {
    ...name,
    title: experiment.title ?? null,
    allocation: experiment.allocation,
    success: inWords(experiment.success),
    state,
    endsAt: experiment.endsAt ?? null,
    plan,
    complete,
    underWay: known.underWay,
    variants: names.map((variant, index) => {
      const tally = tallyOf(known, variant);
      return {
        variant,
        ...tally,
        rate: rateOf(tally),
        interval: isBandit ? anytimeInterval(tally, alpha) : wilson(tally, alpha),
        difference: index === 0 ? null : differenceOf(tally, control, { alpha: plan.alpha, isBandit, mayJudge }),
      };
    }),
    claim: isBandit ? banditClaim : mayJudge ? endClaim : openClaim,
  };
}

function differenceOf(
  variant: Tally,
  control: Tally,
  at: { readonly alpha: number; readonly isBandit: boolean; readonly mayJudge: boolean },
): NonNullable<ExperimentStatus['variants'][number]['difference']> {
  const anytime = anytimeDifference(variant, control, at.alpha);
  const interval = at.isBandit ? anytime : newcombe(variant, control, at.alpha);
  return {
    rate: rateOf(variant) - rateOf(control),
    interval,
    anytime,
    verdict: at.mayJudge ? verdictOf(interval) : 'open',
  };
}

function verdictOf({ low, high }: Interval): 'better' | 'worse' | 'open' {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'open';
}

function inWords(success: Success): string {
  if ('grade' in success) return success.grade === 'A' ? 'grade A' : `grade ${success.grade} or better`;
  if ('tag' in success) return `tag ${success.tag}`;
  return 'outcome' in success ? success.outcome : 'does not hang up there';
}
