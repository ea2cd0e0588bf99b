/** How many people were looked at, and with how many of them it went as it should. */
export interface Tally {
  readonly people: number;
  readonly successes: number;
}

/** Bounds of a rate, or of a difference of rates, as shares: 0.05 is five percentage points. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval for a rate (Wilson 1927; method 3 of Newcombe, Statistics in Medicine 17, 1998, 857–872). For one look at a
 * number of people that was settled before. `alpha` is what it may miss, in both tails together.
 */
export function wilson({ people, successes }: Tally, alpha = 0.05): Interval {
  if (people === 0) return { low: 0, high: 1 };
  const z = normalQuantile(1 - alpha / 2);
  const rate = successes / people;
  const middle = rate + (z * z) / (2 * people);
  const half = z * Math.sqrt((rate * (1 - rate)) / people + (z * z) / (4 * people * people));
  const whole = 1 + (z * z) / people;
  return { low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) };
}

/**
 * Newcombe's interval for the difference `variant` − `control`: method 10 of Newcombe, "Interval estimation for the difference between
 * independent proportions" (Statistics in Medicine 17, 1998, 873–890). For one look, as Wilson's.
 */
export function newcombe(variant: Tally, control: Tally, alpha = 0.05): Interval {
  if (variant.people === 0 || control.people === 0) return { low: -1, high: 1 };
  const [mine, other] = [wilson(variant, alpha), wilson(control, alpha)];
  const [rate, base] = [rateOf(variant), rateOf(control)];
  const difference = rate - base;
  return {
    low: difference - Math.hypot(rate - mine.low, other.high - base),
    high: difference + Math.hypot(mine.high - rate, base - other.low),
  };
}

export function rateOf({ people, successes }: Tally): number {
  return people === 0 ? 0 : successes / people;
}

/**
 * How many people each variant needs, so that a difference of `effect` to a control of rate `baseline` is found with probability
 * `power` by a two-sided test at `alpha` (Fleiss, Levin and Paik, "Statistical Methods for Rates and Proportions", 3rd ed. 2003,
 * formula 4.14, without continuity correction). Shares, not percent.
 */
export function peopleNeeded(baseline: number, effect: number, alpha = 0.05, power = 0.8): number {
  const better = baseline + effect;
  const mean = (baseline + better) / 2;
  const chance = normalQuantile(1 - alpha / 2) * Math.sqrt(2 * mean * (1 - mean));
  const miss = normalQuantile(power) * Math.sqrt(baseline * (1 - baseline) + better * (1 - better));
  return Math.ceil(((chance + miss) / effect) ** 2);
}

/** The standard normal quantile, to about 1e-9 relative: Acklam's rational approximation (2003). `p` within 1e-9 of 0 or 1 is not meant. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p >= 0.02425) {
    const q = p - 0.5;
    const r = q * q;
    return (polynomial(middleAbove, r) * q) / polynomial([...middleBelow, 1], r);
  }
  const q = Math.sqrt(-2 * Math.log(p));
  return polynomial(tailAbove, q) / polynomial([...tailBelow, 1], q);
}

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

const middleAbove = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const middleBelow = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const tailAbove = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailBelow = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
