import { canonicalText } from './clause.ts';
import type { Found } from './found.ts';
import { placeOfSound, soundsOf } from './sounds-alike.ts';

export type ChoiceValues = Readonly<Record<string, readonly string[]>>;

interface Word {
  readonly value: string;
  readonly word: string;
  readonly sounds: readonly (string | null)[];
  /** With tones. */
  readonly tones: readonly (string | null)[];
}

const prepared = new WeakMap<ChoiceValues, readonly Word[]>();

/** The words of every value, longest first. */
function wordsOf(values: ChoiceValues): readonly Word[] {
  const known = prepared.get(values);
  if (known) return known;
  const words = Object.entries(values)
    .flatMap(([value, synonyms]) => [value, ...synonyms].map((synonym) => ({ value, word: canonicalText(synonym) })))
    .filter(({ word }) => word !== '')
    .map((one) => ({ ...one, sounds: soundsOf(one.word), tones: soundsOf(one.word, true) }))
    .sort((left, right) => right.word.length - left.word.length);
  prepared.set(values, words);
  return words;
}

/**
 * The one value whose word is said, or else sounds like what is said (众疾险 is 重疾险); null where none or several are. A longer word hides
 * a shorter one inside it. Where the value was not `asked` for, tones must be alike too, and a word of two syllables is no such word.
 */
export function findChoice(values: ChoiceValues, text: string, asked: boolean): Found<string> | null {
  const words = wordsOf(values);
  const clauses = text.split('，');
  const exact = words.find(({ word }) => clauses.includes(word));
  if (exact) return { value: exact.value, ...placed(text.indexOf(exact.word), exact.word) };
  let rest = text;
  const found: Found<string>[] = [];
  for (const { value, word } of words) {
    // A key's digit or a lone letter inside a longer sentence says nothing.
    if (/^[0-9a-z]$/.test(word) || !rest.includes(word)) continue;
    found.push({ value, ...placed(rest.indexOf(word), word) });
    rest = rest.replaceAll(word, (hidden) => '\u0001'.repeat(hidden.length));
  }
  return theOnly(found.length > 0 ? found : soundingAlike(words, text, asked));
}

function placed(from: number, word: string): { readonly from: number; readonly to: number } {
  return { from, to: from + word.length };
}

function theOnly(found: readonly Found<string>[]): Found<string> | null {
  return new Set(found.map(({ value }) => value)).size === 1 ? (found.at(-1) ?? null) : null;
}

/** What may stand around the value where it is the answer. */
const around = /^(?:我)?(?:就|要|想要|想|选|买|办|是|那个|那就|嗯)*|(?:吧|的|呢|啊|呀|那个|这个)+$/g;
/** Shorter words sound like too much to be looked for in the middle of a sentence. */
const shortestWithin = 3;

function soundingAlike(words: readonly Word[], text: string, asked: boolean): readonly Found<string>[] {
  const heard = soundsOf(text, !asked);
  const answers = new Set(text.split('，').map((clause) => clause.replaceAll(around, '')));
  const found: Found<string>[] = [];
  for (const { value, word, sounds, tones } of words) {
    const at = placeOfSound(heard, asked ? sounds : tones);
    if (at < 0 || sounds.length < 2) continue;
    const isAnswer = asked && answers.has(text.slice(at, at + word.length));
    const hidden = found.some(({ from, to }) => at < to && from < at + word.length);
    if ((isAnswer || sounds.length >= shortestWithin) && !hidden) found.push({ value, ...placed(at, word) });
  }
  return found;
}
