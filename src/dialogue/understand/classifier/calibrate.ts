import { scoresOf, softmax, type Example, type LinearModel } from './linear-model.ts';

/** How to read a classifier's scores, found on samples that were kept from it. */
export interface Calibration {
  /** Above 1 where it is surer than right. */
  readonly temperature: number;
  /** Nothing is understood where it is so many times likelier that nothing is meant than the likeliest meaning. */
  readonly noneAtMost: number;
}

const folds = 2;
/** Of sentences that mean something, so many may go unanswered for the sake of those that do not. */
const lostShare = 0.04;
/** Samples are easier than what people say: a doubt that none of them raises may still be understood. */
const leastDoubt = 1.7;
/** However few samples say so, what is so doubtful is not understood. */
const mostDoubt = 3;
const steps = 12;

type Learn = (examples: readonly Example[]) => LinearModel;

/** Cross-validates: each half of the samples is judged by what was learnt from the other. The first `meanings` classes mean something. */
export function calibrate(examples: readonly Example[], meanings: number, learn: Learn): Calibration {
  const judged = Array.from({ length: folds }, (_, own) => judgeFold(examples, own, learn)).flat();
  const temperature = bestTemperature(judged);
  const doubts = judged
    .filter(({ label }) => label < meanings)
    .map(({ scores }) => doubtOf(scores, meanings, temperature))
    .sort((one, other) => one - other);
  const usual = doubts[Math.floor(doubts.length * (1 - lostShare))] ?? 1;
  return { temperature, noneAtMost: Math.min(mostDoubt, Math.max(leastDoubt, usual)) };
}

/** How many times likelier it is that nothing is meant than the likeliest meaning. */
function doubtOf(scores: Float64Array, meanings: number, temperature: number): number {
  const shares = scores.slice();
  softmax(shares, temperature);
  const none = shares.subarray(meanings).reduce((sum, share) => sum + share, 0);
  return none / Math.max(1e-9, ...shares.subarray(0, meanings));
}

interface Judged {
  readonly scores: Float64Array;
  readonly label: number;
}

function judgeFold(examples: readonly Example[], own: number, learn: Learn): readonly Judged[] {
  const model = learn(examples.filter((_, index) => index % folds !== own));
  return examples
    .filter((_, index) => index % folds === own)
    .map(({ features, label }) => ({ scores: scoresOf(model, features), label }));
}

/** The temperature under which what was right was likeliest: golden-section search on its logarithm. */
function bestTemperature(judged: readonly Judged[]): number {
  if (judged.length === 0) return 1;
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.2), Math.log(5)];
  for (let step = 0; step < steps; step++) {
    const width = (high - low) * golden;
    if (surprise(judged, Math.exp(high - width)) < surprise(judged, Math.exp(low + width))) high = low + width;
    else low = high - width;
  }
  return Math.exp((low + high) / 2);
}

function surprise(judged: readonly Judged[], temperature: number): number {
  let sum = 0;
  for (const { scores, label } of judged) {
    const shares = scores.slice();
    softmax(shares, temperature);
    sum -= Math.log(Math.max(1e-9, shares[label] ?? 0));
  }
  return sum;
}
