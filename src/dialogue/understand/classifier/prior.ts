import { softmax } from './linear-model.ts';

/**
 * What the acts of the experience say of a script's own intents: how much of each act is said for each intent. An intent may take two acts
 * together, and two intents may share one. The last row is for what none of them is for.
 */
export interface Prior {
  readonly intents: number;
  readonly acts: number;
  /** (`intents` + 1) rows of a share for each act; the shares of an act make 1. */
  readonly shares: Float32Array;
}

/** So much of each act is said for nothing, whatever the samples say. */
const unclaimed = 0.1;
/** Nothing is less likely than this before a script's own samples have spoken. */
const leastLikely = 0.001;

/** From the scores of the acts for each sample of each intent. The last act is that a sentence means nothing. */
export function priorOf(samples: readonly (readonly Float64Array[])[], acts: number): Prior {
  const intents = samples.length;
  const shares = new Float32Array((intents + 1) * acts);
  for (const [intent, own] of samples.entries()) {
    for (const scores of own) {
      const likely = scores.slice();
      softmax(likely, 1);
      for (let act = 0; act < acts; act++) addAt(shares, intent * acts + act, (likely[act] ?? 0) / own.length);
    }
  }
  for (let act = 0; act < acts; act++) {
    addAt(shares, intents * acts + act, act === acts - 1 ? 1 + unclaimed : unclaimed);
    let sum = 0;
    for (let row = 0; row <= intents; row++) sum += shares[row * acts + act] ?? 0;
    for (let row = 0; row <= intents; row++) shares[row * acts + act] = (shares[row * acts + act] ?? 0) / sum;
  }
  return { intents, acts, shares };
}

/** Scores of the intents, and of none of them last, that follow from those of the acts. */
export function scoresBefore({ intents, acts, shares }: Prior, actScores: Float64Array): Float64Array {
  const likely = actScores.slice();
  softmax(likely, 1);
  const scores = new Float64Array(intents + 1);
  for (let row = 0; row <= intents; row++) {
    let sum = leastLikely;
    for (let act = 0; act < acts; act++) sum += (shares[row * acts + act] ?? 0) * (likely[act] ?? 0);
    scores[row] = Math.log(sum);
  }
  return scores;
}

function addAt(array: Float32Array, at: number, value: number): void {
  array[at] = (array[at] ?? 0) + value;
}
