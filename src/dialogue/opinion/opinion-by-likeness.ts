import type { Candidate, Opinion } from './candidate.ts';
import type { Doubt } from './doubt.ts';

/**
 * Cosines of sentences that mean the same, and how far ahead of the next meaning they must be. Chinese sentence models (bge, m3e, text2vec)
 * give unrelated sentences up to about 0.5.
 */
const leastAlike = 0.6;
const leastAhead = 0.05;

/** The sentences of all candidates: what `opinionByLikeness` wants vectors of. */
export const sentencesOf = ({ candidates }: Doubt): readonly string[] => [...new Set(candidates.flatMap(wordsOf))];

/**
 * The candidate whose nearest sentence means what the words do; null where none is near, or two are about as near. `said` and `vectors` are
 * of length 1.
 */
export function opinionByLikeness(
  { candidates }: Doubt,
  said: Float32Array,
  vectors: ReadonlyMap<string, Float32Array>,
): Opinion | null {
  const [best, second] = candidates
    .map((candidate) => ({ candidate, likeness: nearest(candidate, said, vectors) }))
    .toSorted((one, other) => other.likeness - one.likeness);
  if (best === undefined || best.likeness < leastAlike) return null;
  if (second !== undefined && best.likeness - second.likeness < leastAhead) return null;
  return { of: best.candidate.of, id: best.candidate.id };
}

const wordsOf = ({ name, samples }: Candidate): readonly string[] => [name, ...samples];

const nearest = (candidate: Candidate, said: Float32Array, vectors: ReadonlyMap<string, Float32Array>): number =>
  Math.max(
    ...wordsOf(candidate).map((sentence) => {
      const vector = vectors.get(sentence);
      return vector === undefined ? 0 : said.reduce((sum, one, at) => sum + one * (vector[at] ?? 0), 0);
    }),
  );
