import { lettersOf, plainText } from './plain-text.ts';
import {
  assurances,
  denialsAfter,
  denialsBefore,
  denialsWithin,
  examples,
  outcomes,
  promises,
} from './promise-words.ts';

const any = (words: readonly string[]): string => `(?:${words.join('|')})`;
/** A promise in itself, or an assurance and what it is of, in either order. */
const patterns = [
  any(promises),
  `${any(assurances)}.{0,9}?${any(outcomes)}`,
  `${any(outcomes)}.{0,7}?${any(assurances)}`,
].map((pattern) => new RegExp(pattern, 'g'));
const deniedBefore = new RegExp(denialsBefore);
const deniedWithin = new RegExp(any(denialsWithin));
const deniedAfter = new RegExp(denialsAfter);
const wholePromises = examples.map((text) => pairsOf(lettersOf(plainText(text))));

/** A sentence with so many of the pairs of characters of a whole promise is like it. */
const alike = 0.72;
/** Of what was said before, so many characters can still be part of a promise; a denial stands no farther off. */
const reach = 14;

/**
 * The part of a sentence that promises what nobody may: gain without risk, a claim or an approval that others decide, the lowest
 * price, places for the chosen, a price about to rise. `before` is what was said just before it, so that a promise in two sentences
 * is one. Null where there is none; who says that something cannot be promised promises nothing.
 */
export function promiseIn(sentence: string, before = ''): string | null {
  const own = lettersOf(plainText(sentence));
  const lead = lettersOf(plainText(before)).slice(-reach);
  const whole = lead + own;
  for (const pattern of patterns)
    for (const match of whole.matchAll(pattern))
      if (match.index + match[0].length > lead.length && !isDenied(whole, match)) return match[0];
  return wholePromises.some((promise) => isLike(own, promise)) ? sentence : null;
}

function isDenied(text: string, match: RegExpExecArray): boolean {
  const end = match.index + match[0].length;
  return (
    deniedBefore.test(text.slice(Math.max(0, match.index - reach), match.index)) ||
    deniedWithin.test(match[0]) ||
    deniedAfter.test(text.slice(end, end + reach))
  );
}

function pairsOf(letters: string): ReadonlySet<string> {
  const characters = Array.from(letters);
  return new Set(characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`));
}

function isLike(letters: string, promise: ReadonlySet<string>): boolean {
  const own = pairsOf(letters);
  const shared = [...promise].filter((pair) => own.has(pair)).length;
  return shared / promise.size >= alike && (denies(promise) || !denies(own));
}

function denies(pairs: ReadonlySet<string>): boolean {
  return [...pairs].some((pair) => /^[不没无未]/u.test(pair));
}
