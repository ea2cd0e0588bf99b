import {
  emotionWords,
  negations,
  plainWords,
  stronger,
  weaker,
  type EmotionWords,
  type Felt,
} from './emotion-words.ts';

/** Something that speaks for a feeling. */
export interface Sign {
  readonly emotion: Felt;
  readonly weight: number;
  readonly reason: string;
}

const entries: ReadonlyMap<string, EmotionWords> = new Map(
  emotionWords.flatMap((group) => group.words.split(' ').map((word) => [word, group] as const)),
);
const anyWord = new RegExp(
  [...entries.keys(), ...plainWords.split(' ')].sort((left, right) => right.length - left.length).join('|'),
  'gu',
);
/** A negation lies at most so far before its word. */
const reach = 5;
const strongerBy = 1.3;
const weakerBy = 0.7;
/** 不是不喜欢, 没有不满意: a negation of a negation. */
const negatedAgain = /(?:不是|没有|不会|并非|没|不)$/u;

/**
 * What the words of a turn tell of feelings: entries of the lexicon, longest first, turned round by a negation in the same
 * clause, and stronger or weaker by the adverb before them. The same entry counts once.
 */
export function judgeWords(text: string): readonly Sign[] {
  const signs = new Map<string, Sign>();
  for (const clause of text.replaceAll(/\s+/gu, '').split(/[，,。.！!？?；;、…]+/u)) {
    for (const match of clause.matchAll(anyWord)) {
      const sign = signOf(match[0], clause.slice(Math.max(0, match.index - reach), match.index));
      const known = sign && signs.get(sign.reason);
      if (sign && (!known || known.weight < sign.weight)) signs.set(sign.reason, sign);
    }
  }
  return [...signs.values()];
}

function signOf(word: string, before: string): Sign | null {
  const group = entries.get(word);
  if (!group) return null;
  const { emotion, weight, negated } = group;
  const negation = negations.exec(before)?.[0] ?? '';
  const turnedBack = negatedAgain.test(before.slice(0, before.length - negation.length));
  if (negation !== '' && !turnedBack) return negated ? { ...negated, reason: `words: ${negation}${word}` } : null;
  const adverb = stronger.exec(before)?.[0] ?? weaker.exec(before)?.[0] ?? '';
  const by = stronger.test(before) ? strongerBy : weaker.test(before) ? weakerBy : 1;
  return { emotion, weight: weight * by, reason: `words: ${adverb}${word}` };
}
