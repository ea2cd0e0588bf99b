import type { Random } from '../../src/foundation/random.ts';
import type { LineEffects } from './line-effects.ts';
import type { RealVoices, Speaking } from './voices.ts';

/** One sound with the truth about it. */
export interface CorpusCase {
  /** `tone/busy`, `announcement/vacant`, `human/two-voices`: how it was made. */
  readonly kind: string;
  /** A cause, `none` (ringing, music), or what answered. */
  readonly label: string;
  readonly samples: Int16Array;
  /** What a recogniser would hear, where somebody speaks. */
  readonly words: string | null;
}

/** A recording that an operator has of its network or of a machine: clean, and named. */
export interface Enrolled {
  readonly label: string;
  readonly name: string;
  readonly samples: Int16Array;
}

export interface Corpus {
  readonly cases: readonly CorpusCase[];
  readonly enrolled: readonly Enrolled[];
}

/** What the cases of one half are made with. */
export interface Making {
  readonly half: 0 | 1;
  readonly random: Random;
  readonly real: RealVoices | null;
  /** Fewer of each. */
  readonly times: number;
  /** What is behind those who answer in a noisy place. */
  readonly loudNoise: LineEffects['noise'];
  readonly speaker: () => Speaking;
  /** The sound as it comes over some line of this half. */
  readonly line: (samples: Int16Array, change?: Partial<LineEffects>) => Int16Array;
}

export function pick<T>(items: readonly T[], random: Random): T {
  return items[random.int(items.length)] as T;
}
