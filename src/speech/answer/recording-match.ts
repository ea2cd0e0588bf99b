import { heardStepMs, keptStepMs } from './fingerprint.ts';
import type { KnownRecording } from './known-recording.ts';

/** What was heard, newest last: a print each 40 ms, and whether its window held sound. */
export interface HeardPrints {
  readonly prints: readonly number[];
  readonly loud: readonly boolean[];
}

export interface RecordingMatch {
  readonly recording: KnownRecording;
  /** Share of bits that differ: 0 the very same, 0.5 something else. */
  readonly differs: number;
}

const stride = heardStepMs / keptStepMs;
/** Sound that must agree before it is a match: 1.6 s. */
const fewestPrints = 40;
/**
 * Haitsma and Kalker accept 0.35 over 3.3 s; over 2.6 s chance strays further from 0.5, and recordings of one voice
 * share their opening words.
 */
const mostDiffers = 0.31;
/** Recordings that mean something else must differ by so much more: announcements of a network begin with the same words. */
const clearBy = 0.05;
/**
 * The share of a recording that must have passed: announcements of a network begin with the same words in the same
 * voice, and tell the cause after them.
 */
const passedShare = 0.7;
/** What was heard last, 0.6 s, must agree by itself: it holds the words after an opening that others share. */
const newestPrints = 16;
const newestDiffers = 0.36;

/** The known recording whose sound was heard last; null where none fits, or two that mean different things fit alike. */
export function matchRecording(heard: HeardPrints, known: readonly KnownRecording[]): RecordingMatch | null {
  const loud = heard.loud.filter(Boolean).length;
  if (loud < fewestPrints) return null;
  const matches = known
    .map((recording) => ({ recording, differs: leastDifference(heard, recording) }))
    .toSorted((a, b) => a.differs - b.differs);
  const [best] = matches;
  if (!best || best.differs > mostDiffers) return null;
  const other = matches.find(({ recording }) => meansElse(recording, best.recording));
  return other && other.differs - best.differs < clearBy ? null : best;
}

function meansElse(a: KnownRecording, b: KnownRecording): boolean {
  return a.meaning.cause !== b.meaning.cause || a.meaning.answeredBy !== b.meaning.answeredBy;
}

/** The share of differing bits at the place of the recording where it is least. */
function leastDifference(heard: HeardPrints, { fingerprint }: KnownRecording): number {
  let least = 1;
  const places = fingerprint.prints.length;
  const first = Math.max((fewestPrints - 1) * stride, Math.floor(passedShare * places));
  for (let end = first; end < places; end++)
    least = Math.min(least, differenceAt(heard, fingerprint.prints, fingerprint.loud, end));
  return least;
}

function differenceAt(heard: HeardPrints, prints: Uint32Array, loud: Uint8Array, end: number): number {
  let compared = 0;
  let bits = 0;
  for (let back = 0; back < heard.prints.length; back++) {
    const at = end - back * stride;
    if (at < 0) break;
    const index = heard.prints.length - 1 - back;
    if (!heard.loud[index] || loud[at] === 0) continue;
    bits += onesIn((heard.prints[index] as number) ^ (prints[at] as number));
    compared++;
    if (compared === newestPrints && bits > newestDiffers * 32 * newestPrints) return 1;
  }
  return compared < fewestPrints ? 1 : bits / (32 * compared);
}

/** How many bits are set (Hamming weight, by adding neighbours). */
function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
