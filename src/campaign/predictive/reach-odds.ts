/** So many seconds are told apart; what takes longer is all alike. */
const seconds = 180;

/** Counts by whole seconds, the old fading; the last holds all that took longer. */
interface Timings {
  readonly total: number;
  readonly bySecond: readonly number[];
}

/**
 * What becomes of dials: some reach somebody who needs an agent, the others end without. From how long either took it follows what may
 * still become of a dial that is under way.
 */
export interface ReachOdds {
  readonly reached: Timings;
  readonly failed: Timings;
}

/** Nothing seen: as many reach somebody as not, after ten seconds or thirty, and that is worth `weight` dials. */
export function unknownOdds(weight: number): ReachOdds {
  const around = (second: number): Timings => ({
    total: weight / 2,
    bySecond: Array.from({ length: seconds + 1 }, (_, at) => (Math.abs(at - second) <= 5 ? weight / 22 : 0)),
  });
  return { reached: around(10), failed: around(30) };
}

/** With one more dial that came to its end, everything seen before counting `keep` of what it counted. */
export function learnDial(
  { reached, failed }: ReachOdds,
  hasReached: boolean,
  tookMs: number,
  keep: number,
): ReachOdds {
  return {
    reached: faded(reached, hasReached ? tookMs : null, keep),
    failed: faded(failed, hasReached ? null : tookMs, keep),
  };
}

function faded({ total, bySecond }: Timings, tookMs: number | null, keep: number): Timings {
  const second = tookMs === null ? -1 : secondOf(tookMs);
  return {
    total: total * keep + (tookMs === null ? 0 : 1),
    bySecond: bySecond.map((weight, at) => weight * keep + (at === second ? 1 : 0)),
  };
}

const secondOf = (ms: number): number => Math.min(seconds, Math.max(0, Math.floor(ms / 1_000)));

/** The share of dials that reach somebody. */
export const reachShare = ({ reached, failed }: ReachOdds): number => reached.total / (reached.total + failed.total);

/** How long it takes to reach somebody, at the mean. */
export function meanReachMs({ reached: { total, bySecond } }: ReachOdds): number {
  return bySecond.reduce((sum, weight, second) => sum + weight * (second + 0.5) * 1_000, 0) / total;
}

/** Of each age in whole seconds, the probability that a dial which is still under way reaches somebody within `withinMs`. */
export function reachesWithin({ reached, failed }: ReachOdds, withinMs: number): (ageMs: number) => number {
  const reachedAfter = tails(reached);
  const failedAfter = tails(failed);
  const within = Math.max(1, Math.round(withinMs / 1_000));
  return (ageMs) => {
    const age = secondOf(ageMs);
    const underWay = (reachedAfter[age] ?? 0) + (failedAfter[age] ?? 0);
    const later = reachedAfter[Math.min(seconds + 1, age + within)] ?? 0;
    return underWay <= 1e-9 ? 0 : ((reachedAfter[age] ?? 0) - later) / underWay;
  };
}

/** How much took this second or longer. */
function tails({ bySecond }: Timings): Float64Array {
  const after = new Float64Array(bySecond.length + 1);
  for (let second = bySecond.length - 1; second >= 0; second--)
    after[second] = (after[second + 1] ?? 0) + (bySecond[second] ?? 0);
  return after;
}
