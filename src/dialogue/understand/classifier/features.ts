import { denies } from '../similarity.ts';
import { hashOf, joined, keyOf } from './hash.ts';
import { meantConcepts } from './meant-concepts.ts';
import { whatIsSaid } from './said.ts';
import { soundOf } from './syllables.ts';

/** What a sentence is known by: hashes of its parts, and how much each counts. Each block is a vector as long as its share. */
export interface Features {
  readonly keys: Uint32Array;
  readonly values: Float32Array;
}

/** How rare a part is: 1 for what is in every sentence, more for what is in few. */
export type Rarity = (key: number) => number;

/** How much each way of looking at a sentence counts. */
const shares = { characters: 1, words: 0.6, sounds: 0.8, concepts: 0.3 } as const;
const kinds = {
  characters: hashOf('characters'),
  words: hashOf('words'),
  sounds: hashOf('sounds'),
  concepts: hashOf('concepts'),
  shape: hashOf('shape'),
} as const;
const negatedMark = hashOf('not');
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
/** Longer speeches are understood by their beginning. */
const longestSaid = 80;

type Parts = Map<number, number>;

/** The parts of a sentence before it is known how rare they are. */
export type SentenceParts = readonly (readonly [parts: Parts, share: number])[];

export function partsOf(text: string): SentenceParts {
  const said = whatIsSaid(text).slice(0, longestSaid);
  return [
    [partsOfCharacters(said), shares.characters],
    [partsOfWords(said), shares.words],
    [partsOfSounds(said), shares.sounds],
    [partsOfConcepts(said), shares.concepts],
  ];
}

export function weighParts(blocks: SentenceParts, rarity: Rarity): Features {
  const size = blocks.reduce((sum, [parts]) => sum + parts.size, 0);
  const keys = new Uint32Array(size);
  const values = new Float32Array(size);
  let at = 0;
  for (const [parts, share] of blocks) {
    const start = at;
    let squares = 0;
    for (const [key, weight] of parts) {
      const value = weight * rarity(key);
      keys[at] = key;
      values[at++] = value;
      squares += value * value;
    }
    const scale = squares === 0 ? 0 : share / Math.sqrt(squares);
    for (let index = start; index < at; index++) values[index] = (values[index] ?? 0) * scale;
  }
  return { keys, values };
}

const startMark = hashOf('^');
const endMark = hashOf('$');

/** Runs of one to three units, and pairs with one left out: the units are hashes. */
function addRuns(parts: Parts, kind: number, units: readonly number[], [one, two, three, skip]: RunWeights): void {
  for (let index = -1; index < units.length; index++) {
    const unit = units[index] ?? startMark;
    const next = units[index + 1] ?? endMark;
    const run = joined(kind, unit);
    if (index >= 0) add(parts, run, one);
    const pair = joined(run, next);
    add(parts, pair, two);
    if (index + 1 === units.length) break;
    const third = units[index + 2] ?? endMark;
    add(parts, joined(pair, third), three);
    if (skip > 0) add(parts, joined(joined(run, leftOut), third), skip);
  }
}

type RunWeights = readonly [one: number, two: number, three: number, skip: number];
const leftOut: number = hashOf('_');

function partsOfCharacters(said: string): Parts {
  const parts: Parts = new Map();
  const units = Array.from(said.replaceAll('，', ''), (character) => character.codePointAt(0) ?? 0);
  addRuns(parts, kinds.characters, units, [0.8, 1, 0.7, 0.3]);
  return parts;
}

function partsOfWords(said: string): Parts {
  const parts: Parts = new Map();
  let previous = startMark;
  for (const { segment, isWordLike } of segmenter.segment(said.replaceAll(/[0-9二两三四五六七八九十百千]+/g, '#'))) {
    if (isWordLike !== true && segment !== '#') continue;
    const word = hashOf(segment);
    add(parts, joined(kinds.words, word), 1);
    add(parts, joined(joined(kinds.words, previous), word), 0.7);
    previous = word;
  }
  return parts;
}

function partsOfSounds(said: string): Parts {
  const parts: Parts = new Map();
  const units = Array.from(said.replaceAll('，', ''), (character) => soundOf(character).hash);
  addRuns(parts, kinds.sounds, units, [0.5, 1, 0.7, 0]);
  return parts;
}

function partsOfConcepts(said: string): Parts {
  const parts: Parts = new Map();
  const meant = meantConcepts(said).map(({ concept, negated, byEar }) => ({
    unit: joined(hashOf(concept), negated ? negatedMark : 0),
    weight: byEar ? 0.6 : 1,
  }));
  for (const [index, { unit, weight }] of meant.entries()) {
    add(parts, joined(kinds.concepts, unit), weight);
    for (const { unit: other } of meant.slice(index + 1)) {
      const first = Math.min(unit, other);
      if (unit !== other) add(parts, joined(joined(kinds.concepts, first), Math.max(unit, other)), 0.4);
    }
  }
  add(parts, joined(kinds.shape, hashOf(denies(said) ? 'denies' : 'states')), 0.4);
  add(parts, joined(kinds.shape, hashOf(lengthOf(said))), 0.4);
  return parts;
}

function lengthOf(said: string): string {
  if (said.length <= 2) return 'word';
  return said.length <= 5 ? 'phrase' : said.length <= 12 ? 'sentence' : 'speech';
}

function add(parts: Parts, hash: number, weight: number): void {
  const key = keyOf(hash);
  const before = parts.get(key);
  if (before === undefined || before < weight) parts.set(key, weight);
}
