import { frameMs, rms } from '../../audio/index.ts';
import type { VoiceGateState } from '../turn/voice-gate.ts';
import { PitchMeter } from './pitch.ts';
import { semitonesOfHz, type SpeechSound } from './speech-sound.ts';
import { SyllableCounter } from './syllable-counter.ts';

/** In how many frames the pitch is looked for once: it is the most of the work. */
const pitchEvery = 3;
/** Pitches of one stretch that are kept: 30 s of them; what comes later writes over the first. */
const mostPitches = 512;
/** A pitch so far from the stretch's median is an octave missed. */
const octaveMissed = 8;
const fullScale = 32_768;

/** One 20 ms frame at 8 kHz of what may be speech. */
export interface MeteredFrame {
  /** Read before `frame` returns. */
  readonly samples: Int16Array;
  readonly levelDb: number;
  /** The gate took it for voice. */
  readonly voiced: boolean;
  /** The robot spoke meanwhile. */
  readonly overlapped: boolean;
  readonly atMs: number;
}

/**
 * Measures one stretch of speech at a time: loudness, pitch, syllables, overlap. Fed only while something may be speech;
 * 2 to 4 µs of processor a frame.
 */
export class SpeechMeter {
  readonly #pitch = new PitchMeter();
  readonly #pitches = new Float64Array(mostPitches);
  #syllables = new SyllableCounter();
  #frames = 0;
  #pitchedFrames = 0;
  #isPitched = false;
  #startedAtMs = 0;
  #endedAtMs = 0;
  #voicedFrames = 0;
  #power = 0;
  #peakDb = -96;
  #overlappedFrames = 0;

  /** Something new may be speech: what was measured before is forgotten. */
  begin(): void {
    this.#pitch.reset();
    this.#syllables = new SyllableCounter();
    this.#frames = 0;
    this.#pitchedFrames = 0;
    this.#isPitched = false;
    this.#voicedFrames = 0;
    this.#power = 0;
    this.#peakDb = -96;
    this.#overlappedFrames = 0;
  }

  /** Takes the frame that led the gate from `before` to `after`. A beginning that is dated anew was noise until then. */
  follow(before: VoiceGateState, after: VoiceGateState, heard: Omit<MeteredFrame, 'voiced'>): void {
    if (after.phase === 'quiet') return;
    if (before.phase === 'quiet' || after.risingAtMs !== before.risingAtMs) this.begin();
    this.frame({ ...heard, voiced: after.lastVoicedAtMs === heard.atMs });
  }

  frame({ samples, levelDb, voiced, overlapped, atMs }: MeteredFrame): void {
    this.#pitch.push(samples);
    this.#frames++;
    if (this.#frames % pitchEvery === 0) this.#findPitch(voiced);
    if (voiced) {
      if (this.#voicedFrames === 0) this.#startedAtMs = atMs;
      this.#endedAtMs = atMs + frameMs;
      this.#voicedFrames++;
      this.#power += 10 ** (levelDb / 10);
      if (levelDb > this.#peakDb) this.#peakDb = levelDb;
      if (overlapped) this.#overlappedFrames++;
    }
    const half = samples.length >> 1;
    this.#syllables.push(decibels(rms(samples, 0, half)), this.#isPitched);
    this.#syllables.push(decibels(rms(samples, half)), this.#isPitched);
  }

  /** The stretch as it was measured; null where no frame of it was voiced. */
  take(): SpeechSound | null {
    if (this.#voicedFrames === 0) return null;
    const sound: SpeechSound = {
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      voicedMs: this.#voicedFrames * frameMs,
      powerMs: this.#power * frameMs,
      peakDb: this.#peakDb,
      ...this.#pitchSums(),
      syllables: this.#syllables.count,
      pauses: 0,
      pausedMs: 0,
      longestPauseMs: 0,
      overlapMs: this.#overlappedFrames * frameMs,
    };
    this.begin();
    return sound;
  }

  #findPitch(voiced: boolean): void {
    const hz = voiced ? this.#pitch.pitchHz() : null;
    this.#isPitched = hz !== null;
    if (hz !== null) this.#pitches[this.#pitchedFrames++ % mostPitches] = semitonesOfHz(hz);
  }

  #pitchSums(): Pick<SpeechSound, 'pitched' | 'semitones' | 'semitoneSquares'> {
    const known = this.#pitches.slice(0, Math.min(this.#pitchedFrames, mostPitches)).sort();
    const median = known[known.length >> 1] ?? 0;
    const trusted = known.filter((pitch) => Math.abs(pitch - median) < octaveMissed);
    return {
      pitched: trusted.length,
      semitones: trusted.reduce((sum, pitch) => sum + pitch, 0),
      semitoneSquares: trusted.reduce((sum, pitch) => sum + pitch * pitch, 0),
    };
  }
}

function decibels(amplitude: number): number {
  return 20 * Math.log10(Math.max(amplitude, 0.5) / fullScale);
}
