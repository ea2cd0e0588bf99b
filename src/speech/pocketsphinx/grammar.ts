import type { Pronunciations } from './dictionary.ts';

/** What people put before what they mean; heard with it, and never instead of it. */
const spokenFillers = ['嗯', '喂'];
/** Beside none: a breath before the first word sounds much like a filler. */
const fillerWeight = 0.001;

export interface Grammar {
  /** JSGF (w3.org/TR/jsgf), one token a character. The same phrases make the same text. */
  readonly jsgf: string;
  /** Characters that the decoder must know. */
  readonly characters: readonly string[];
}

interface GrammarOf {
  /** Null: nothing that can be heard is expected. */
  readonly grammar: Grammar | null;
  /** Phrases left out since a character of theirs has no pronunciation. */
  readonly dropped: readonly string[];
}

const digits = Array.from('零一二三四五六七八九');

/**
 * A grammar that hears exactly the phrases, perhaps with a filler before them. Nothing but characters with a pronunciation gets
 * into it, so nothing in a phrase can be taken for a sign of the grammar.
 */
export function grammarOf(
  expected: readonly string[],
  pronunciations: Pronunciations,
  fillers: readonly string[] = spokenFillers,
): GrammarOf {
  const canBeSaid = (phrase: string): boolean => Array.from(phrase).every((one) => pronunciations.has(one));
  const phrases = [...new Set(expected.map(spelt).filter((phrase) => phrase !== ''))];
  const sayable = phrases.filter(canBeSaid).sort();
  const dropped = phrases.filter((phrase) => !canBeSaid(phrase));
  if (sayable.length === 0) return { grammar: null, dropped };
  const before = fillers.filter((filler) => canBeSaid(filler) && !sayable.includes(filler));
  const filler = before.map((word) => ` | /${fillerWeight}/ ${tokens(word)}`).join('');
  const body = `${filler && `( /1/ <NULL>${filler} ) `}( ${sayable.map(tokens).join(' | ')} )`;
  const characters = [...new Set([...before, ...sayable].flatMap((phrase) => Array.from(phrase)))];
  return { grammar: { jsgf: `#JSGF V1.0 UTF-8;\ngrammar expected;\npublic <said> = ${body};\n`, characters }, dropped };
}

const tokens = (phrase: string): string => Array.from(phrase).join(' ');

/** As it is said, character by character: without punctuation, digits as characters, letters small. */
function spelt(phrase: string): string {
  return phrase
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{P}\p{Z}]/gu, '')
    .replaceAll(/\d/g, (digit) => digits[Number(digit)] ?? '');
}
