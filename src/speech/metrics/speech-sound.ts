import type { TurnSound } from '../../contract/turn-measure.ts';

/**
 * How a stretch of speech sounded, as sums: stretches with pauses between them join to one of the same kind, so that a
 * turn of any length is a few numbers.
 */
export interface SpeechSound {
  /** First voiced frame, and the end of the last: `Clock.monotonicMs`. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly voicedMs: number;
  /** Of the voiced frames: power (1 is full scale) times milliseconds. */
  readonly powerMs: number;
  readonly peakDb: number;
  /** Where the sound had a pitch: how often, and its sum and sum of squares in semitones above 55 Hz. */
  readonly pitched: number;
  readonly semitones: number;
  readonly semitoneSquares: number;
  readonly syllables: number;
  readonly pauses: number;
  readonly pausedMs: number;
  readonly longestPauseMs: number;
  readonly overlapMs: number;
}

/** Quiet shorter than this is a consonant or a breath. */
const shortestPauseMs = 200;
/** Fewer measured pitches than these (60 ms each) say nothing. */
const fewestPitched = 3;
const shortestRatedMs = 400;
const quietestDb = -96;

/** Two stretches of the same turn, the earlier first. */
export function joinSounds(earlier: SpeechSound | null, later: SpeechSound): SpeechSound {
  if (!earlier) return later;
  const quietMs = later.startedAtMs - earlier.endedAtMs;
  const pausedMs = quietMs >= shortestPauseMs ? quietMs : 0;
  return {
    startedAtMs: earlier.startedAtMs,
    endedAtMs: later.endedAtMs,
    voicedMs: earlier.voicedMs + later.voicedMs,
    powerMs: earlier.powerMs + later.powerMs,
    peakDb: Math.max(earlier.peakDb, later.peakDb),
    pitched: earlier.pitched + later.pitched,
    semitones: earlier.semitones + later.semitones,
    semitoneSquares: earlier.semitoneSquares + later.semitoneSquares,
    syllables: earlier.syllables + later.syllables,
    pauses: earlier.pauses + later.pauses + (pausedMs > 0 ? 1 : 0),
    pausedMs: earlier.pausedMs + later.pausedMs + pausedMs,
    longestPauseMs: Math.max(earlier.longestPauseMs, later.longestPauseMs, pausedMs),
    overlapMs: earlier.overlapMs + later.overlapMs,
  };
}

/** What the sums of a turn come to. Where its `words` are known they count the syllables better than the sound does. */
export function turnSound(sound: SpeechSound, words = ''): TurnSound {
  const { voicedMs, powerMs, pitched, pausedMs } = sound;
  const syllables = syllablesOf(words, sound.syllables);
  const durationMs = Math.max(0, sound.endedAtMs - sound.startedAtMs);
  const mean = sound.semitones / pitched;
  const spread = Math.sqrt(Math.max(0, sound.semitoneSquares / pitched - mean * mean));
  const hasPitch = pitched >= fewestPitched;
  const speakingMs = durationMs - pausedMs;
  return {
    durationMs: Math.round(durationMs),
    voicedMs: Math.round(voicedMs),
    levelDb: powerMs > 0 && voicedMs > 0 ? tenth(10 * Math.log10(powerMs / voicedMs)) : quietestDb,
    peakDb: tenth(sound.peakDb),
    pitchHz: hasPitch ? Math.round(hzOfSemitones(mean)) : null,
    pitchSpreadSemitones: hasPitch ? tenth(spread) : null,
    syllables,
    syllablesPerSec: speakingMs >= shortestRatedMs ? tenth(syllables / (speakingMs / 1000)) : null,
    pauses: sound.pauses,
    pausedMs: Math.round(pausedMs),
    longestPauseMs: Math.round(sound.longestPauseMs),
    overlapMs: Math.round(sound.overlapMs),
  };
}

/** Words that are far from what was heard are not all that was said. */
function syllablesOf(words: string, heard: number): number {
  const characters = words.match(/\p{Script=Han}|\d/gu)?.length ?? 0;
  const spelled = words.match(/[A-Za-z]+/gu)?.length ?? 0;
  const written = characters + 2 * spelled;
  return written > heard / 2 && written < heard * 2 ? written : heard;
}

export function semitonesOfHz(hz: number): number {
  return 12 * Math.log2(hz / 55);
}

function hzOfSemitones(semitones: number): number {
  return 55 * 2 ** (semitones / 12);
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
