import { rms } from '../../audio/index.ts';

/** Where a sentence that is interrupted falls silent, in samples from where it stands now. */
export interface Cut {
  /** The last sample at its full level. */
  readonly fadeFrom: number;
  /** The first sample that is silent. */
  readonly fadeTo: number;
  /** It ends with a word, which is heard; else in the middle of whatever sounded. */
  readonly atWord: boolean;
}

/** 40 ms at 8 kHz. */
const fadeSamples = 320;
/** Levels are taken over 10 ms, a period of the deepest voice, every 5 ms. */
const windowSamples = 80;
const hopSamples = 40;
/** Between two syllables the voice falls by this much; inside one it seldom does. */
const dipShare = 0.5;
/** What is as quiet as this is a pause already. */
const silenceRms = 60;

/**
 * How to end a sound of which `ahead` may still leave: with a fade of 40 ms (of all there is where that is less) that ends
 * where a word does. Where words end is told by `marks`, the engine's own word for it, else by the dip between two syllables;
 * where neither lies within what may leave, or the voice pauses anyway, the fade begins at once.
 */
export function planCut(ahead: Int16Array, marks: readonly number[]): Cut {
  const atOnce = { fadeFrom: 0, fadeTo: Math.min(fadeSamples, ahead.length), atWord: false };
  if (ahead.length < fadeSamples) return atOnce;
  const fadeTo = marks.find((mark) => mark >= fadeSamples && mark <= ahead.length) ?? dipIn(ahead);
  return fadeTo === null ? atOnce : { fadeFrom: fadeTo - fadeSamples, fadeTo, atWord: true };
}

/** The middle of the quietest 10 ms that can be reached by a whole fade; null where they are no dip. */
function dipIn(ahead: Int16Array): number | null {
  let loudest = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let dipAt = 0;
  for (let at = 0; at + windowSamples <= ahead.length; at += hopSamples) {
    const level = rms(ahead, at, at + windowSamples);
    const middle = at + windowSamples / 2;
    loudest = Math.max(loudest, level);
    if (at === 0 && level < silenceRms) return null;
    if (middle < fadeSamples || level >= lowest) continue;
    lowest = level;
    dipAt = middle;
  }
  return lowest <= loudest * dipShare ? dipAt : null;
}

/** Brings `frame`, which begins `startSample` samples after the cut was planned, down as the cut says. */
export function shapeCut(frame: Int16Array, startSample: number, { fadeFrom, fadeTo }: Cut): void {
  const first = Math.max(0, fadeFrom - startSample);
  for (let index = first; index < frame.length; index++) {
    const left = (fadeTo - startSample - index) / Math.max(1, fadeTo - fadeFrom);
    frame[index] = left <= 0 ? 0 : Math.round((frame[index] as number) * Math.min(1, left));
  }
}
