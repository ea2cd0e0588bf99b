import { everyday, telesales, type Corpus } from '../corpus/index.ts';
import { partsOf, weighParts, type Features, type SentenceParts } from './features.ts';
import { blankModel, scoresOf, softmax, trainLinear, type LinearModel } from './linear-model.ts';
import { rowOf, vocabularyOf, type Vocabulary } from './vocabulary.ts';

/**
 * What is known before any script is read: how rare each part of a sentence is in telesales calls, and the weights that tell apart the
 * usual things people say there (acts; the last is that a sentence is none of them). A script's own intents begin from the weights of
 * the acts that their samples are like, so that ten samples are enough.
 */
export interface Experience {
  readonly rarities: Rarities;
  readonly acts: LinearModel;
  /** Sentences that mean nothing to who calls. */
  readonly everyday: readonly Features[];
}

/** How rare each part of a sentence is. */
export interface Rarities {
  readonly vocabulary: Vocabulary;
  /** For each row of the vocabulary. */
  readonly rarity: Float32Array;
  readonly unseenRarity: number;
}

const plan = { epochs: 6, rate: 1, decay: 0.001 } as const;

/** Takes half a second: once for a process. */
export function gainExperience(corpus: Corpus = telesales, other: readonly string[] = everyday): Experience {
  const labelled = [...Object.values(corpus), other].flatMap((said, label) =>
    said.map((text) => ({ parts: partsOf(text), label })),
  );
  const counts = countParts(labelled.map(({ parts }) => parts));
  const vocabulary = vocabularyOf(counts.keys());
  const rarity = new Float32Array(vocabulary.size);
  for (const [key, count] of counts) rarity[rowOf(vocabulary, key)] = rarityOf(count, labelled.length);
  const rarities = { vocabulary, rarity, unseenRarity: rarityOf(0, labelled.length) };
  const examples = labelled.map(({ parts, label }) => ({ features: weigh(rarities, parts), label }));
  const none = Object.keys(corpus).length;
  return {
    rarities,
    acts: trainLinear(blankModel(vocabulary, none + 1), examples, plan),
    everyday: examples.filter(({ label }) => label === none).map(({ features }) => features),
  };
}

export function featuresOf(rarities: Rarities, text: string): Features {
  return weigh(rarities, partsOf(text));
}

/** How much sentences are like each act, together 1. */
export function likenessOf(experience: Experience, sentences: readonly Features[]): Float64Array {
  const sum = new Float64Array(experience.acts.classes);
  for (const sentence of sentences) {
    const scores = scoresOf(experience.acts, sentence);
    softmax(scores, 1);
    for (const [act, share] of scores.entries()) sum[act] = (sum[act] ?? 0) + share / sentences.length;
  }
  return sum;
}

function weigh({ vocabulary, rarity, unseenRarity }: Rarities, parts: SentenceParts): Features {
  return weighParts(parts, (key) => rarity[rowOf(vocabulary, key)] ?? unseenRarity);
}

function countParts(all: readonly SentenceParts[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const blocks of all)
    for (const [parts] of blocks) for (const key of parts.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const rarityOf = (count: number, of: number): number => 0.3 + Math.log((1 + of) / (1 + count)) / Math.log(1 + of);
