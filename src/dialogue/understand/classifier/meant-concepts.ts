import { conceptsOfWord } from '../concepts.ts';
import { syllablesOf } from './syllables.ts';

export interface MeantConcept {
  readonly concept: string;
  readonly start: number;
  readonly negated: boolean;
  /** Only heard alike, not written so. */
  readonly byEar: boolean;
}

const longestWord = Math.max(...Array.from(conceptsOfWord.keys(), ({ length }) => length));
const negation = /(?:不|没|没有|别|未|甭|无)(?:太|是|很|怎么|会|想|再|在|能|要|用)?$/;

/** Syllables of single characters are shared by too many. */
const shortestByEar = 2;
const conceptsByEar: ReadonlyMap<string, readonly string[]> = new Map(
  Array.from(conceptsOfWord)
    .filter(([word]) => word.length >= shortestByEar)
    .map(([word, concepts]) => [syllablesOf(word).join(' '), concepts]),
);

/** The concepts that a sentence names, the longest word at each place, by its letters or else by its sound. */
export function meantConcepts(said: string): readonly MeantConcept[] {
  const syllables = syllablesOf(said);
  const found: MeantConcept[] = [];
  let coveredTo = 0;
  for (let start = 0; start < said.length; start++) {
    for (let length = Math.min(longestWord, said.length - start); length > 0; length--) {
      if (start + length <= coveredTo) break;
      const written = conceptsOfWord.get(said.slice(start, start + length));
      const concepts = written ?? byEar(syllables, start, length);
      if (concepts === undefined) continue;
      const negated = negation.test(said.slice(0, start));
      for (const concept of concepts) found.push({ concept, start, negated, byEar: written === undefined });
      coveredTo = start + length;
      break;
    }
  }
  return found;
}

function byEar(syllables: readonly string[], start: number, length: number): readonly string[] | undefined {
  return length < shortestByEar ? undefined : conceptsByEar.get(syllables.slice(start, start + length).join(' '));
}
