import type { Random } from '../src/foundation/random.ts';

/** A part of the product that reads what strangers send. */
export interface FuzzTarget {
  /** Honest inputs, which are broken before they are fed. */
  readonly seeds: readonly Buffer[];
  /** Words of the protocol, put in where they do not belong; none for binary protocols. */
  readonly words: readonly string[];
  /** Reads one input as the product does; whether it was understood. Throws only where the product does wrong. */
  feed(input: Buffer): boolean;
  /** Takes some inputs further: through whole endpoints, where state is kept. */
  deepen?(input: Buffer): void;
  /** Between batches: time passes until all is over. Throws where something went wrong meanwhile, or something stayed. */
  settle?(): Promise<void>;
}

/** Makes a target; whatever it draws, it draws from `random`. */
export type OpenFuzzTarget = (random: Random) => Promise<FuzzTarget>;
