import type { CompiledScript } from '../compiled-script.ts';
import type { Match, Meaning } from '../understand/match-intents.ts';

/** Something a sentence may mean, as it is told to whoever gives an opinion. */
export interface Candidate {
  readonly of: Meaning['of'];
  readonly id: string;
  readonly name: string;
  /** A few sentences that mean it. */
  readonly samples: readonly string[];
}

/** Which candidate is meant, or that none is. */
export type Opinion = Pick<Candidate, 'of' | 'id'> | 'none';

/** Less than a keyword is in the longest sentence: two readings below it may be in doubt between each other. */
export const barely = 0.8;

/** A candidate as a reading that is acted on. */
export function matchOf({ meanings }: CompiledScript, { of, id }: Pick<Candidate, 'of' | 'id'>): Match {
  const meaning = meanings.find((one) => one.of === of && one.id === id);
  return { of, id, polarity: meaning?.polarity ?? 'neutral', generic: meaning?.generic ?? false, confidence: barely };
}
