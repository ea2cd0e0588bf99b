import { frameMs } from '../../audio/index.ts';
import { followNoise, initialNoiseFloor, noiseFloorDb, type NoiseFloor } from '../turn/noise-floor.ts';

/** One frame of 20 ms as the classifier of answers sees it. */
export interface AnswerFrame {
  /** dBFS. */
  readonly levelDb: number;
  /** How often the wave changes its sign, of 160 samples: few in vowels, many in s and sh, nearly constant in music. */
  readonly crossings: number;
}

/** What somebody says without waiting for an answer: from the first voiced frame on. */
export interface SoundTurn {
  readonly startedAtMs: number;
  readonly lastVoicedAtMs: number;
  readonly voicedMs: number;
  /** Of these, how much was as steady as music. */
  readonly steadyMs: number;
  /** dBFS of its loudest frame. */
  readonly peakDb: number;
}

/**
 * ```
 *  quiet ──voiced frame──▶ turn ──quiet for waitedMs──▶ the turn is over (told once) ──▶ quiet
 *                            └─ a short pause after music: the turn is forgotten ─────────▶ quiet
 * ```
 */
export interface TurnState {
  readonly atMs: number;
  readonly floor: NoiseFloor;
  readonly recent: readonly AnswerFrame[];
  readonly turn: SoundTurn | null;
}

export const initialTurnState: TurnState = { atMs: 0, floor: initialNoiseFloor, recent: [], turn: null };

export interface TurnStep {
  readonly state: TurnState;
  /** The turn that this frame showed to be over. */
  readonly ended: SoundTurn | null;
}

/** Who waits so long for an answer has finished; between sentences recorded voices pause for less. */
export const waitedMs = 900;
/** Quiet after music: the first voice after it is a turn of its own. */
const musicPauseMs = 160;
/** No voice on a telephone is quieter. */
const quietestVoiceDb = -48;
const aboveNoiseDb = 9;
/** What is so much quieter than the turn's loudest frame is the room behind the speaker. */
const belowPeakDb = 24;
/** What is followed by something so much louder was noise before the first word. */
const outshoneDb = 15;
/** No line is so quiet: a packet that never came, which tells nothing. */
const lostDb = -90;
/**
 * In any 0.8 s speech falls far below its peaks, and passes from vowels to consonants; what does neither, or is all
 * vowel, is music.
 */
const steadyFrames = 40;
const steadyWithinDb = 13;
const steadyCrossings = 11;
const singingWithinDb = 24;
const singingCrossings = 6;
const leastVoicedMs = 100;

/** One frame further. */
export function stepTurn(state: TurnState, frame: AnswerFrame): TurnStep {
  const atMs = state.atMs + frameMs;
  const { turn } = state;
  const lost = frame.levelDb <= lostDb;
  const floor = lost ? state.floor : followNoise(state.floor, frame.levelDb);
  const recent = lost ? state.recent : [...state.recent.slice(1 - steadyFrames), frame];
  const next = { atMs, floor, recent };
  if (isVoiced(state, frame.levelDb)) {
    const begun = turn !== null && frame.levelDb < turn.peakDb + outshoneDb ? turn : beginning(state.atMs);
    return { state: { ...next, turn: extended(begun, atMs, frame.levelDb, isSteady(recent)) }, ended: null };
  }
  if (!turn) return { state: { ...next, turn }, ended: null };
  const quietMs = atMs - turn.lastVoicedAtMs;
  const over = quietMs >= waitedMs;
  const forgotten = (quietMs >= musicPauseMs && isMusic(turn)) || (over && isNothing(turn, floor));
  return { state: { ...next, turn: over || forgotten ? null : turn }, ended: over && !forgotten ? turn : null };
}

/** A click, or noise that was there before its level was known. */
function isNothing({ voicedMs, peakDb }: SoundTurn, floor: NoiseFloor): boolean {
  return voicedMs < leastVoicedMs || peakDb < noiseFloorDb(floor) + aboveNoiseDb;
}

function isVoiced({ floor, turn }: TurnState, levelDb: number): boolean {
  const roomDb = turn ? turn.peakDb - belowPeakDb : quietestVoiceDb;
  return levelDb >= Math.max(quietestVoiceDb, noiseFloorDb(floor) + aboveNoiseDb, roomDb);
}

export function isMusic({ steadyMs, voicedMs }: SoundTurn): boolean {
  return steadyMs > 0.4 * voicedMs;
}

export function spanMs({ startedAtMs, lastVoicedAtMs }: SoundTurn): number {
  return lastVoicedAtMs - startedAtMs;
}

const beginning = (atMs: number): SoundTurn => ({
  startedAtMs: atMs,
  lastVoicedAtMs: atMs,
  voicedMs: 0,
  steadyMs: 0,
  peakDb: lostDb,
});

function extended(turn: SoundTurn, atMs: number, levelDb: number, steady: boolean): SoundTurn {
  // What the window shows to be steady began as the window did.
  const grown = turn.steadyMs === 0 ? steadyFrames * frameMs : turn.steadyMs + frameMs;
  const voicedMs = turn.voicedMs + frameMs;
  const steadyMs = steady ? Math.min(voicedMs, grown) : turn.steadyMs;
  return { ...turn, lastVoicedAtMs: atMs, voicedMs, steadyMs, peakDb: Math.max(turn.peakDb, levelDb) };
}

function isSteady(recent: readonly AnswerFrame[]): boolean {
  if (recent.length < steadyFrames) return false;
  const levels = recent.map(({ levelDb }) => levelDb);
  const rangeDb = Math.max(...levels) - Math.min(...levels);
  if (rangeDb > singingWithinDb) return false;
  const mean = recent.reduce((sum, { crossings }) => sum + crossings, 0) / recent.length;
  const variance = recent.reduce((sum, { crossings }) => sum + (crossings - mean) ** 2, 0) / recent.length;
  return Math.sqrt(variance) < (rangeDb <= steadyWithinDb ? steadyCrossings : singingCrossings);
}
