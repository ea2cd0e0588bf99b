import { seededRandom } from '../../../foundation/random.ts';
import { everyday, telesales, type Corpus } from '../corpus/index.ts';
import { partsOf, weighParts, type Features, type SentenceParts } from './features.ts';
import { garbler } from './garble.ts';
import type { Key } from './hash.ts';
import { compact, trainLinear, type CompactModel, type Example } from './linear-model.ts';
import { rowOf, vocabularyOf, type Vocabulary } from './vocabulary.ts';

/**
 * What is known before any script is read: how rare each part of a sentence is in telesales calls, and the weights that tell apart the
 * usual things people say there (acts; the last is that a sentence is none of them). A script's own intents are told apart by what they
 * have of these acts, so that ten samples are enough. Threads share it.
 */
export interface Known {
  readonly rarities: Rarities;
  readonly acts: CompactModel;
}

export interface Experience extends Known {
  /** Sentences that mean nothing to who calls. */
  readonly everyday: readonly Features[];
}

/** How rare each part of a sentence is, for each row of the vocabulary. */
export interface Rarities {
  readonly vocabulary: Vocabulary;
  readonly rarity: Float32Array;
  readonly unseenRarity: number;
}

const plan = { epochs: 4, rate: 0.4, decay: 0.001, leastError: 0.004, firstSlope: 0.001 } as const;
/** Every second sentence is learnt from once more as a bad line may garble it, and counts for less then. */
const garbledShare = { every: 2, weight: 0.6 } as const;

/** Takes seconds: `experienceKept` does it once for a program. */
export function gainExperience(corpus: Corpus = telesales, other: readonly string[] = everyday): Experience {
  const labelled = [...Object.values(corpus), other].flatMap((said, label) =>
    said.map((text) => ({ text, parts: partsOf(text), label })),
  );
  const rarities = raritiesOf(labelled.map(({ parts }) => parts));
  const examples = labelled.map(({ parts, label }) => ({
    features: weigh(rarities, parts),
    label,
    weight: 1,
    before: null,
  }));
  const none = Object.keys(corpus).length;
  return {
    rarities,
    acts: compact(trainLinear(rarities.vocabulary, none + 1, [...examples, ...garbledOf(labelled, rarities)], plan)),
    everyday: examples.filter(({ label }) => label === none).map(({ features }) => features),
  };
}

function garbledOf(
  labelled: readonly { readonly text: string; readonly label: number }[],
  rarities: Rarities,
): readonly Example[] {
  const { every, weight } = garbledShare;
  const garble = garbler(
    labelled.map(({ text }) => text),
    seededRandom(9),
  );
  return labelled
    .filter((_, index) => index % every === 0)
    .map(({ text, label }) => ({ features: featuresOf(rarities, garble(text)), label, weight, before: null }));
}

export function featuresOf(rarities: Rarities, text: string): Features {
  return weigh(rarities, partsOf(text));
}

function weigh({ vocabulary, rarity, unseenRarity }: Rarities, parts: SentenceParts): Features {
  return weighParts(parts, (key) => rarity[rowOf(vocabulary, key)] ?? unseenRarity);
}

function raritiesOf(all: readonly SentenceParts[]): Rarities {
  const counts = new Map<Key, number>();
  for (const blocks of all)
    for (const [parts] of blocks) for (const key of parts.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  const vocabulary = vocabularyOf(counts.keys());
  const rarity = new Float32Array(new SharedArrayBuffer(vocabulary.size * 4));
  for (const [key, count] of counts) rarity[rowOf(vocabulary, key)] = rarityOf(count, all.length);
  return { vocabulary, rarity, unseenRarity: rarityOf(0, all.length) };
}

const rarityOf = (count: number, of: number): number => 0.3 + Math.log((1 + of) / (1 + count)) / Math.log(1 + of);
