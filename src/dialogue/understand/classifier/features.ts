import { denies } from '../similarity.ts';
import { meantConcepts } from './meant-concepts.ts';
import { whatIsSaid } from './said.ts';
import { syllablesOf } from './syllables.ts';

/** What a sentence is known by: hashes of its parts, and how much each counts. Each block is a vector as long as its share. */
export interface Features {
  readonly keys: Uint32Array;
  readonly values: Float32Array;
}

/** How rare a part is: 1 for what is in every sentence, more for what is in few. */
export type Rarity = (key: number) => number;

/** How much each way of looking at a sentence counts. */
const shares = { characters: 1, words: 0.6, sounds: 0.8, concepts: 0.3 } as const;
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

function partsOfCharacters(said: string): Parts {
  const parts: Parts = new Map();
  const characters = ['^', ...Array.from(said.replaceAll('，', '')), '$'];
  for (const [index, character] of characters.entries()) {
    if (character !== '^' && character !== '$') add(parts, `c${character}`, 0.8);
    const next = characters[index + 1];
    const third = characters[index + 2];
    if (next !== undefined) add(parts, `c${character}${next}`, 1);
    if (next !== undefined && third !== undefined) add(parts, `c${character}${next}${third}`, 0.7);
    if (third !== undefined) add(parts, `k${character}${third}`, 0.3);
  }
  return parts;
}

function partsOfWords(said: string): Parts {
  const parts: Parts = new Map();
  let previous = '^';
  for (const { segment, isWordLike } of segmenter.segment(said.replaceAll(/[0-9二两三四五六七八九十百千]+/g, '#'))) {
    if (isWordLike !== true && segment !== '#') continue;
    add(parts, `w${segment}`, 1);
    add(parts, `w${previous} ${segment}`, 0.7);
    previous = segment;
  }
  return parts;
}

function partsOfSounds(said: string): Parts {
  const parts: Parts = new Map();
  const syllables = ['^', ...syllablesOf(said.replaceAll('，', '')), '$'];
  for (const [index, syllable] of syllables.entries()) {
    if (index > 0 && index < syllables.length - 1) add(parts, `s${syllable}`, 0.5);
    const next = syllables[index + 1];
    const third = syllables[index + 2];
    if (next !== undefined) add(parts, `s${syllable} ${next}`, 1);
    if (next !== undefined && third !== undefined) add(parts, `s${syllable} ${next} ${third}`, 0.7);
  }
  return parts;
}

function partsOfConcepts(said: string): Parts {
  const parts: Parts = new Map();
  const meant = meantConcepts(said);
  const marked = meant.map(({ concept, negated }) => (negated ? `-${concept}` : concept));
  for (const [index, { byEar }] of meant.entries()) {
    const mark = marked[index] ?? '';
    add(parts, `m${mark}`, byEar ? 0.6 : 1);
    for (const other of marked.slice(index + 1)) {
      const pair = mark < other ? `${mark} ${other}` : `${other} ${mark}`;
      if (mark !== other) add(parts, `m${pair}`, 0.4);
    }
  }
  add(parts, `m#${denies(said) ? 'denies' : 'states'}`, 0.4);
  add(parts, `m#${lengthOf(said)}`, 0.4);
  return parts;
}

function lengthOf(said: string): string {
  if (said.length <= 2) return 'word';
  return said.length <= 5 ? 'phrase' : said.length <= 12 ? 'sentence' : 'speech';
}

function add(parts: Parts, part: string, weight: number): void {
  const key = hashOf(part);
  parts.set(key, Math.max(parts.get(key) ?? 0, weight));
}

/** FNV-1a over UTF-16 units, mixed at the end; never 0, which marks an empty place. */
function hashOf(part: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < part.length; index++) hash = Math.imul(hash ^ part.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}
