import { readAloud } from '../../src/speech/text/read-aloud.ts';

const digits = '零一二三四五六七八九';
/** What people put before what they say, and what a recogniser may make of a breath; somebody who says nothing else says it. */
const hesitation = /^[嗯呃哦喂]+(?=.)/u;
const nothing = /(?!)/u;

/** Edits between what was said and what was heard. */
interface Difference {
  readonly errors: number;
  /** Characters that were said. */
  readonly characters: number;
}

/** What a recogniser made of several utterances. */
export interface Score {
  readonly utterances: number;
  readonly sentencesRight: number;
  /** Were hesitations counted. */
  readonly sentencesRightToTheLetter: number;
  readonly characterErrorRate: number;
}

/**
 * Characters inserted, left out or put for others, at least; writing does not count: no punctuation, no blanks, no capitals, and
 * figures as they may be read (30 as 三十 or as 三零), whichever comes closer; nor does a hesitation (嗯, 呃, 哦, 喂) at the beginning.
 */
export function differenceOf(said: string, heard: string, forgiven = hesitation): Difference {
  const pairs = formsOf(said, forgiven).flatMap((one) => formsOf(heard, forgiven).map((other) => ({ one, other })));
  const judged = pairs.map(({ one, other }) => ({ errors: editsBetween(one, other), characters: one.length }));
  return judged.reduce((best, next) => (next.errors < best.errors ? next : best));
}

export function scoreOf(answers: readonly { readonly said: string; readonly heard: string }[]): Score {
  const differences = answers.map(({ said, heard }) => differenceOf(said, heard));
  const sum = (of: (difference: Difference) => number): number =>
    differences.reduce((total, difference) => total + of(difference), 0);
  return {
    utterances: answers.length,
    sentencesRight: differences.filter(({ errors }) => errors === 0).length / Math.max(1, answers.length),
    sentencesRightToTheLetter:
      answers.filter(({ said, heard }) => differenceOf(said, heard, nothing).errors === 0).length /
      Math.max(1, answers.length),
    characterErrorRate:
      sum(({ errors }) => errors) /
      Math.max(
        1,
        sum(({ characters }) => characters),
      ),
  };
}

function formsOf(text: string, forgiven: RegExp): readonly (readonly string[])[] {
  const even = text.normalize('NFKC');
  const asRead = readAloud(even, 'cmn')
    .map(({ spoken }) => spoken)
    .join('');
  const digitByDigit = even.replaceAll(/\d/gu, (digit) => digits[Number(digit)] ?? digit);
  return [...new Set([asRead, digitByDigit].map((form) => bare(form, forgiven)))].map((form) => Array.from(form));
}

const bare = (text: string, forgiven: RegExp): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replace(forgiven, '');

/** Levenshtein's distance. */
function editsBetween(one: readonly string[], other: readonly string[]): number {
  let row = other.map((_, index) => index + 1);
  for (const [at, character] of one.entries()) {
    let [before, corner] = [at + 1, at];
    row = row.map((above, index) => {
      const best = Math.min(above + 1, before + 1, corner + (character === other[index] ? 0 : 1));
      [before, corner] = [best, above];
      return best;
    });
  }
  return other.length === 0 ? one.length : (row.at(-1) ?? 0);
}
