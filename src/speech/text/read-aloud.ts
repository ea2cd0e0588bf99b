import type { SpeechLanguage } from '../link/speech-sockets.ts';
import { readingsOfCodes } from './readings-of-codes.ts';
import { readingsOfQuantities } from './readings-of-quantities.ts';
import { readingsOfTimes } from './readings-of-times.ts';
import type { Reading } from './reading.ts';

/** A stretch of the text as it is to be spoken, with where it stood in what was written. */
export interface SpokenPiece {
  readonly spoken: string;
  readonly sourceStart: number;
  readonly sourceEnd: number;
}

/** First that fits wins, so what is particular stands before what is general. */
const readings: readonly Reading[] = [
  ...readingsOfCodes,
  ...readingsOfTimes,
  ...readingsOfQuantities,
  {
    pattern: String.raw`(?<![A-Za-z])(?<letters>[A-Z]{2,5})(?![A-Za-z])`,
    read: ({ letters = '' }) => ` ${Array.from(letters).join(' ')} `,
  },
];

const chinese = new RegExp(readings.map(({ pattern }, index) => `(?<r${index}>${pattern})`).join('|'), 'gu');

/**
 * The text as a Chinese reader would say it: dates, times, percentages, amounts, phone numbers digit by digit (幺), units,
 * letters apart. English is left to the engine, but for long digits, which are spaced. Pieces follow one another and
 * cover the whole text.
 */
export function readAloud(text: string, language: SpeechLanguage): SpokenPiece[] {
  if (language === 'en') return replaced(text, /\d{5,}/g, (match) => Array.from(match[0]).join(' '));
  return replaced(text, chinese, (match) => {
    const groups = match.groups ?? {};
    const index = readings.findIndex((_, candidate) => groups[`r${candidate}`] !== undefined);
    return readings[index]?.read(groups, language) ?? match[0];
  });
}

function replaced(text: string, pattern: RegExp, read: (match: RegExpMatchArray) => string): SpokenPiece[] {
  const pieces: SpokenPiece[] = [];
  let at = 0;
  const copy = (end: number): void => {
    if (end > at) pieces.push({ spoken: text.slice(at, end), sourceStart: at, sourceEnd: end });
  };
  for (const match of text.matchAll(pattern)) {
    copy(match.index);
    at = match.index + match[0].length;
    pieces.push({ spoken: read(match), sourceStart: match.index, sourceEnd: at });
  }
  copy(text.length);
  return pieces;
}

/** Where in the written text the spoken one stands after `spokenLength` characters: inside a reading, at its end. */
export function sourceOffset(pieces: readonly SpokenPiece[], spokenLength: number): number {
  let passed = 0;
  for (const piece of pieces) {
    if (spokenLength <= passed) return piece.sourceStart;
    const inside = spokenLength - passed;
    const verbatim = piece.spoken.length === piece.sourceEnd - piece.sourceStart;
    if (inside <= piece.spoken.length) return verbatim ? piece.sourceStart + inside : piece.sourceEnd;
    passed += piece.spoken.length;
  }
  return pieces.at(-1)?.sourceEnd ?? 0;
}
