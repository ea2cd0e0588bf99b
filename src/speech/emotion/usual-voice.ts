import type { TurnSound } from '../../contract/turn-measure.ts';

/** How somebody speaks when nothing is the matter: means over the first turns of a call. */
export interface UsualVoice {
  readonly turns: number;
  readonly levelDb: number;
  /** Semitones above 55 Hz; null until a pitch was found. */
  readonly semitones: number | null;
  readonly spreadSemitones: number | null;
  readonly syllablesPerSec: number | null;
}

export const unknownVoice: UsualVoice = {
  turns: 0,
  levelDb: 0,
  semitones: null,
  spreadSemitones: null,
  syllablesPerSec: null,
};

/** So many turns make the usual voice; later ones may be heated already. */
const usualTurns = 3;
/** A shorter turn (对, 嗯) is no measure of a voice. */
const shortestMs = 400;

/** The usual voice with one more turn: unchanged where it is known already, or the turn was too short. */
export function learnVoice(usual: UsualVoice, sound: TurnSound): UsualVoice {
  if (usual.turns >= usualTurns || sound.voicedMs < shortestMs) return usual;
  const share = 1 / (usual.turns + 1);
  const mean = (before: number | null, now: number | null): number | null =>
    now === null ? before : before === null ? now : before + (now - before) * share;
  return {
    turns: usual.turns + 1,
    levelDb: usual.levelDb + (sound.levelDb - usual.levelDb) * share,
    semitones: mean(usual.semitones, sound.pitchHz === null ? null : 12 * Math.log2(sound.pitchHz / 55)),
    spreadSemitones: mean(usual.spreadSemitones, sound.pitchSpreadSemitones),
    syllablesPerSec: mean(usual.syllablesPerSec, sound.syllablesPerSec),
  };
}
