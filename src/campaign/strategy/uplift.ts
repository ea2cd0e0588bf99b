import { normalQuantile } from '../../foundation/intervals.ts';
import type { Tally } from './answer-rates.ts';

/** How much oftener dials of a strategy were answered than those of a random part that went without. */
export interface Uplift {
  /** 0.1 is a tenth more; null where one side has no answer yet. */
  readonly uplift: number | null;
  /** It lies between them in 95 of 100 such comparisons; null as before. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** By the logarithm of the ratio of two shares (Katz et al., Biometrics 34, 1978). */
export function upliftOf(steered: Tally, heldOut: Tally): Uplift {
  if (steered.answered === 0 || heldOut.answered === 0) return { uplift: null, lower: null, upper: null };
  const ratio = steered.answered / steered.dials / (heldOut.answered / heldOut.dials);
  const variance = 1 / steered.answered - 1 / steered.dials + 1 / heldOut.answered - 1 / heldOut.dials;
  const spread = Math.exp(normalQuantile(0.975) * Math.sqrt(Math.max(0, variance)));
  return { uplift: ratio - 1, lower: ratio / spread - 1, upper: ratio * spread - 1 };
}
