import { logGamma } from './beta.ts';
import type { Interval, Tally } from '../foundation/intervals.ts';

/**
 * A confidence sequence for a rate: at whatever moments somebody looks, and whenever he stops, all intervals together miss the rate with
 * probability `alpha` at most. The rates that a beta-binomial mixture (uniform prior) does not speak against by 1/alpha: Ville's
 * inequality for the mixture martingale of Robbins, "Statistical methods related to the law of the iterated logarithm" (Annals of
 * Mathematical Statistics 41, 1970, 1397–1409); see Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic
 * confidence sequences" (Annals of Statistics 49, 2021, 1055–1080). Nothing is approximated, and who met the variant may depend on
 * earlier results, as a bandit's choice does. Supposes that the people of one variant are alike over time.
 */
export function anytimeInterval({ people, successes }: Tally, alpha = 0.05): Interval {
  const failures = people - successes;
  const mixture = logGamma(successes + 1) + logGamma(failures + 1) - logGamma(people + 2);
  const isSpokenAgainst = (rate: number): boolean =>
    mixture - term(successes, rate) - term(failures, 1 - rate) >= Math.log(1 / alpha);
  const rate = people === 0 ? 0.5 : successes / people;
  return { low: boundary(isSpokenAgainst, 0, rate), high: boundary(isSpokenAgainst, 1, rate) };
}

/** `count` · ln `rate`, with nothing counted of what cannot be. */
const term = (count: number, rate: number): number => (count === 0 ? 0 : count * Math.log(rate));

/** Between `outside` and `inside`, where rates begin to be spoken against; outwards of it by less than 1e-9. */
function boundary(isSpokenAgainst: (rate: number) => boolean, outside: number, inside: number): number {
  if (!isSpokenAgainst(outside)) return outside;
  let [against, kept] = [outside, inside];
  while (Math.abs(against - kept) > 1e-9) {
    const middle = (against + kept) / 2;
    if (isSpokenAgainst(middle)) against = middle;
    else kept = middle;
  }
  return against;
}

/** The same for the difference `variant` − `control`: both rates are inside their sequences at `alpha`/2 each. */
export function anytimeDifference(variant: Tally, control: Tally, alpha = 0.05): Interval {
  const [mine, other] = [anytimeInterval(variant, alpha / 2), anytimeInterval(control, alpha / 2)];
  return { low: mine.low - other.high, high: mine.high - other.low };
}
