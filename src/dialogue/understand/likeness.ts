import { canonicalText } from '../entity/clause.ts';
import { soundsOf } from '../entity/sounds-alike.ts';
import { conceptsOfWord } from './concepts.ts';
import { profileOf } from './similarity.ts';

/** A sentence as a vector of length 1 of what it is written, sounds and means like. */
export interface Likeness {
  readonly parts: ReadonlyMap<string, number>;
  /** Odd: the sentence denies. */
  readonly denies: boolean;
}

/** How much each way of being alike counts. */
const shares = { written: 0.4, sounds: 0.35, means: 0.25 } as const;
/** Of two sentences of which one denies what the other says. */
const whereOneDenies = 0.55;
const longestWord = Math.max(...Array.from(conceptsOfWord.keys(), ({ length }) => length));

export function likenessOf(text: string): Likeness {
  const canonical = canonicalText(text);
  const profile = profileOf(canonical);
  const blocks = [
    ['c', profile.weights, shares.written],
    ['s', profileOf(soundedOf(canonical)).weights, shares.sounds],
    ['m', meantBy(canonical), shares.means],
  ] as const;
  const whole = blocks.reduce((sum, [, weights, share]) => (weights.size === 0 ? sum : sum + share), 0);
  const parts = new Map<string, number>();
  for (const [mark, weights, share] of blocks) {
    const norm = Math.sqrt([...weights.values()].reduce((sum, weight) => sum + weight * weight, 0));
    for (const [part, weight] of weights) parts.set(mark + part, (weight / norm) * Math.sqrt(share / whole));
  }
  return { parts, denies: profile.denies };
}

/** 0 to 1: how near the same two sentences are. */
export function alike(left: Likeness, right: Likeness): number {
  const [small, large] = left.parts.size <= right.parts.size ? [left, right] : [right, left];
  let dot = 0;
  for (const [part, weight] of small.parts) dot += weight * (large.parts.get(part) ?? 0);
  return weighed(dot, left, right);
}

/** Likeness of two sentences whose vectors' product is `dot`. */
export function weighed(dot: number, left: Likeness, right: Likeness): number {
  return left.denies === right.denies ? dot : dot * whereOneDenies;
}

/** One private character a syllable, so that sounds are compared as characters are. */
function soundedOf(canonical: string): string {
  return Array.from(canonical, soundedAs).join('');
}

const syllables = new Map<string, string>();
const known = new Map<string, string>();

/** By itself: how a character sounds beside others matters little here, and looking each up once is a hundred times faster. */
function soundedAs(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  const [sound] = soundsOf(character);
  const sounded =
    sound === null || sound === undefined
      ? character
      : (syllables.get(sound) ?? String.fromCodePoint(0xe000 + syllables.size));
  if (sound !== null && sound !== undefined) syllables.set(sound, sounded);
  known.set(character, sounded);
  return sounded;
}

/** The concepts it names, the longest word at each place. */
function meantBy(canonical: string): ReadonlyMap<string, number> {
  const meant = new Map<string, number>();
  for (let at = 0; at < canonical.length;) {
    let length = Math.min(longestWord, canonical.length - at);
    while (length > 0 && !conceptsOfWord.has(canonical.slice(at, at + length))) length -= 1;
    for (const concept of conceptsOfWord.get(canonical.slice(at, at + length)) ?? []) meant.set(concept, 1);
    at += Math.max(1, length);
  }
  meant.delete('filler');
  return meant;
}
