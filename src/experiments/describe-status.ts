import type { ExperimentStatus } from '../contract/experiment-status.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const points = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)}`;

/** An experiment as a table for the terminal: tabs between columns. */
export function describeExperiment(status: ExperimentStatus): string {
  const { experiment, title, allocation, success, state, plan, underWay, variants, claim } = status;
  const named = title === null ? experiment : `${experiment} (${title})`;
  return [
    `${named}: ${state}, ${allocation}; success: ${success}; ${underWay} under way`,
    describePlan(status),
    ['variant', 'people', 'successes', 'rate', '95 %', 'to control', 'between', 'anytime', ''].join('\t'),
    ...variants.map(({ variant, people, successes, rate, interval, difference }) =>
      [
        variant,
        `${people}/${plan.people}`,
        successes,
        percent(rate),
        `${percent(interval.low)} – ${percent(interval.high)}`,
        ...(difference === null
          ? []
          : [
              points(difference.rate),
              `${points(difference.interval.low)} – ${points(difference.interval.high)}`,
              `${points(difference.anytime.low)} – ${points(difference.anytime.high)}`,
              difference.verdict,
            ]),
      ].join('\t'),
    ),
    claim,
  ].join('\n');
}

/** What was settled before the first call. */
export function describePlan({ plan }: Pick<ExperimentStatus, 'plan'>): string {
  const { baseline, minimumEffect, alpha, power, people } = plan;
  return `to find ${percent(baseline)} against ${percent(baseline + minimumEffect)} with ${percent(power)} certainty at ${percent(alpha)} error, each variant needs ${people} people who answer`;
}
