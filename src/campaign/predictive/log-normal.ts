/** How long something takes, learnt from what it took: log-normal, as talk and work after it are (Brown et al., JASA 100, 2005, §4.3). */
export interface LogNormal {
  /** How much has been seen, the old fading. */
  readonly weight: number;
  /** Of the logarithm of milliseconds. */
  readonly mean: number;
  readonly variance: number;
}

/** What is thought of before anything was seen, worth so many observations. */
export const logNormalOf = (medianMs: number, deviation: number, weight: number): LogNormal => ({
  weight,
  mean: Math.log(medianMs),
  variance: deviation ** 2,
});

/** With one more duration, everything seen before counting `keep` of what it counted. */
export function learnDuration(known: LogNormal, durationMs: number, keep: number): LogNormal {
  const weight = known.weight * keep + 1;
  const distance = Math.log(Math.max(1, durationMs)) - known.mean;
  return {
    weight,
    mean: known.mean + distance / weight,
    variance: Math.max(0.01, (1 - 1 / weight) * (known.variance + distance ** 2 / weight)),
  };
}

/** The probability that what has gone on for `elapsedMs` ends in the next `withinMs`. */
export function endsWithin(known: LogNormal, elapsedMs: number, withinMs: number): number {
  const goesOn = lastsLonger(known, elapsedMs);
  // Far longer than anything seen: nothing is known, and nothing is promised.
  return goesOn < 1e-9 ? 0 : 1 - lastsLonger(known, elapsedMs + withinMs) / goesOn;
}

const lastsLonger = ({ mean, variance }: LogNormal, durationMs: number): number =>
  durationMs <= 0 ? 1 : normalAbove((Math.log(durationMs) - mean) / Math.sqrt(variance));

/** The probability that a standard normal exceeds `z` (Abramowitz and Stegun 26.2.17; off by less than 1e-7). */
export function normalAbove(z: number): number {
  if (z < 0) return 1 - normalAbove(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return density * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
}
