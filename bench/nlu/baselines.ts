import type { LabelledSamples } from '../../src/dialogue/index.ts';

/** Says what a sentence means, or null. */
export type Baseline = (text: string) => string | null;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const wordsOf = (text: string): string[] =>
  Array.from(segmenter.segment(text)).flatMap(({ segment, isWordLike }) => (isWordLike === true ? [segment] : []));

/** Words and pairs of characters: what a search engine would index. */
function termsOf(text: string): string[] {
  const characters = Array.from(text.replaceAll(/[\p{P}\s]/gu, ''));
  return [...wordsOf(text), ...characters, ...characters.slice(1).map((next, at) => `${characters[at] ?? ''}${next}`)];
}

/** Words that at least two samples of an intent have and no other intent has as often: what a diligent author would list. The longest decides. */
export function keywordBaseline(intents: readonly LabelledSamples[]): Baseline {
  const counts = new Map<string, Map<string, number>>();
  for (const { id, samples } of intents) {
    for (const sample of samples) {
      for (const term of new Set(termsOf(sample).filter(({ length }) => length > 1))) {
        const of = counts.get(term) ?? new Map<string, number>();
        counts.set(term, of.set(id, (of.get(id) ?? 0) + 1));
      }
    }
  }
  const keywords = Array.from(counts).flatMap(([word, of]) => {
    const [first, second] = Array.from(of).sort((one, other) => other[1] - one[1]);
    return first !== undefined && first[1] > (second?.[1] ?? 0) ? [{ word, id: first[0], count: first[1] }] : [];
  });
  keywords.sort((one, other) => other.word.length - one.word.length || other.count - one.count);
  return (text) => keywords.find(({ word }) => text.includes(word))?.id ?? null;
}

/** What it calls sure. */
const leastScore = 0.3;

/** TF-IDF over words and pairs of characters, and the linear classifier of nlp.js; null where the library is not installed. */
export async function tfIdfBaseline(intents: readonly LabelledSamples[]): Promise<Baseline | null> {
  const neural = await import('@nlpjs/neural').catch(() => null);
  if (neural === null) return null;
  const samples = intents.flatMap(({ id, samples: own }) => own.map((text) => ({ id, terms: new Set(termsOf(text)) })));
  const counts = new Map<string, number>();
  for (const { terms } of samples) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const weigh = (terms: Iterable<string>): object => {
    const weights = Array.from(new Set(terms)).flatMap((term) => {
      const count = counts.get(term);
      return count === undefined ? [] : [[term, Math.log((1 + samples.length) / (1 + count)) + 1] as const];
    });
    const norm = Math.hypot(...weights.map(([, weight]) => weight));
    return Object.fromEntries(weights.map(([term, weight]) => [term, weight / norm]));
  };
  const network = new neural.NeuralNetwork({ log: false });
  network.train(samples.map(({ id, terms }) => ({ input: weigh(terms), output: { [id]: 1 } })));
  return (text) => {
    const [best] = Object.entries(network.run(weigh(termsOf(text)))).sort((one, other) => other[1] - one[1]);
    return best === undefined || best[1] < leastScore ? null : best[0];
  };
}
