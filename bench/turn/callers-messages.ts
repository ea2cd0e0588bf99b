import type { Said } from './caller.ts';
import type { Utterance } from './utterance.ts';

/** What the customers' process is told: one row of lines for each customer, and whether they type what they say. */
export interface CallersOrder {
  readonly rows: readonly (readonly Utterance[])[];
  readonly types: boolean;
}

/** And what it tells. */
export type CallersNews =
  | { readonly kind: 'started'; /** Where the emulated service listens. */ readonly serviceUrl: string }
  | { readonly kind: 'ready'; readonly sipPort: number }
  | { readonly kind: 'said'; readonly caller: number; readonly said: readonly Said[] };
