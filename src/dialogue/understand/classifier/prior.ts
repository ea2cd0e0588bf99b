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
  /** Nothing is less likely than this before a script's own samples have spoken: for each row. */
  readonly floors: Float32Array;
  /** How little the acts say of each intent: 0 where it is familiar, 1 where it has nothing of any act. */
  readonly strangeness: readonly number[];
}

/** So much of each act is said for nothing, whatever the samples say. */
const unclaimed = 0.1;
const leastLikely = 0.001;
/** An intent whose samples are so likely to mean it by what is known of acts is familiar. */
const familiar = 0.5;
/** How likely an intent of which the acts say nothing is at each sentence; many such intents share what they have together. */
const unfamiliarFloor = { each: 0.4, together: 4 } as const;

/** From the scores of the acts for each sample of each intent. The last act is that a sentence means nothing. */
export function priorOf(scores: readonly (readonly Float64Array[])[], acts: number): Prior {
  const intents = scores.length;
  const samples = scores.map((own) => own.map(likelihoods));
  const shares = new Float32Array((intents + 1) * acts);
  for (const [intent, own] of samples.entries()) {
    for (const likely of own) {
      for (let act = 0; act < acts; act++) addAt(shares, intent * acts + act, (likely[act] ?? 0) / own.length);
    }
  }
  for (let act = 0; act < acts; act++) {
    addAt(shares, intents * acts + act, act === acts - 1 ? 1 + unclaimed : unclaimed);
    let sum = 0;
    for (let row = 0; row <= intents; row++) sum += shares[row * acts + act] ?? 0;
    for (let row = 0; row <= intents; row++) shares[row * acts + act] = (shares[row * acts + act] ?? 0) / sum;
  }
  const strangeness = samples.map((own, intent) => strangenessOf(own, shares, intent * acts));
  return { intents, acts, shares, strangeness, floors: floorsOf(strangeness) };
}

function strangenessOf(own: readonly Float64Array[], shares: Float32Array, start: number): number {
  const known = own.reduce((sum, likely) => sum + shareOf(shares, start, likely), 0) / Math.max(1, own.length);
  return Math.max(0, 1 - known / familiar);
}

/** An intent that the acts do not know must not be ruled out by them: the less they know of it, the higher its floor. */
function floorsOf(strangeness: readonly number[]): Float32Array {
  const all = strangeness.reduce((sum, strange) => sum + strange, 0);
  const each = Math.min(unfamiliarFloor.each, unfamiliarFloor.together / Math.max(all, 1));
  return Float32Array.from([...strangeness, 0], (strange) => leastLikely + each * strange);
}

/** Scores of the intents, and of none of them last, that follow from those of the acts. */
export function scoresBefore({ intents, acts, shares, floors }: Prior, actScores: Float64Array): Float64Array {
  const likely = likelihoods(actScores);
  const scores = new Float64Array(intents + 1);
  for (let row = 0; row <= intents; row++) {
    scores[row] = Math.log((floors[row] ?? 0) + shareOf(shares, row * acts, likely));
  }
  return scores;
}

function likelihoods(actScores: Float64Array): Float64Array {
  const likely = actScores.slice();
  softmax(likely, 1);
  return likely;
}

/** How likely a row is that has these shares of the acts, from `start` on. */
function shareOf(shares: Float32Array, start: number, likely: Float64Array): number {
  let sum = 0;
  for (let act = 0; act < likely.length; act++) sum += (shares[start + act] ?? 0) * (likely[act] ?? 0);
  return sum;
}

function addAt(array: Float32Array, at: number, value: number): void {
  array[at] = (array[at] ?? 0) + value;
}
