import { frameMs } from '../../audio/index.ts';
import { followNoise, initialNoiseFloor, noiseFloorDb, type NoiseFloor } from './noise-floor.ts';

/** One incoming frame of 20 ms, as the gate sees it. */
export interface VoiceGateInput {
  /** dBFS of the frame. */
  readonly levelDb: number;
  /** The neural detector's latest word (0–1), at most some 100 ms old; null where there is none, so level decides alone. */
  readonly probability: number | null;
  /** The frame is explained by the robot's own sound coming back. */
  readonly echo: boolean;
  /** `Clock.monotonicMs` of the frame. */
  readonly atMs: number;
}

export type VoiceGateEvent =
  | { readonly kind: 'speech-started'; /** First voiced frame. */ readonly startedAtMs: number }
  | { readonly kind: 'speech-paused'; readonly startedAtMs: number; readonly lastVoicedAtMs: number };

export interface VoiceGateRules {
  /** Voice that makes speech certain. */
  readonly startAfterMs: number;
  /** Quiet that makes a pause. */
  readonly pauseAfterMs: number;
  /** Quiet that a beginning may hold without starting anew. */
  readonly gapMs: number;
  /** Quiet inside speech that counts as speech: consonants are such gaps. */
  readonly consonantMs: number;
  /** A pause up to this long leaves it the same speech, and is not counted. */
  readonly sameSpeechMs: number;
  /** How far above the noise a beginning must be, with the neural detector and without it. */
  readonly startAboveNoiseDb: number;
  readonly startAboveNoiseAloneDb: number;
  /** How far above the noise speech under way stays speech. */
  readonly stayAboveNoiseDb: number;
  readonly quietestVoiceDb: number;
  readonly startProbability: number;
  readonly stayProbability: number;
  /** How late the neural detector's word may be: a beginning is dated back by no more than this. */
  readonly detectorLagMs: number;
  /** A sound of at least `wordSoundMs`, at most `wordLagMs` before words that came, was those words. */
  readonly wordSoundMs: number;
  readonly wordLagMs: number;
}

export const defaultVoiceGateRules: VoiceGateRules = {
  startAfterMs: 80,
  pauseAfterMs: 60,
  gapMs: 40,
  consonantMs: 120,
  sameSpeechMs: 400,
  startAboveNoiseDb: 8,
  startAboveNoiseAloneDb: 12,
  stayAboveNoiseDb: 6,
  quietestVoiceDb: -50,
  startProbability: 0.5,
  stayProbability: 0.3,
  detectorLagMs: 100,
  wordSoundMs: 40,
  wordLagMs: 500,
};

/**
 * ```
 *            loud frames          ≥ startAfterMs of them, and the neural
 *  quiet ───────────────▶ rising ──────────── detector agrees ──────────▶ speaking
 *    ▲                      │                                                │
 *    │     > gapMs quiet    │                                                │
 *    ├──────────────────────┘                speech-started                  │
 *    └───────────────────────────── ≥ pauseAfterMs without voice ────────────┘
 *                                            speech-paused
 * ```
 */
export interface VoiceGateState {
  readonly phase: 'quiet' | 'rising' | 'speaking';
  readonly floor: NoiseFloor;
  /** First loud frame of this beginning, moved forward while the neural detector denies it. */
  readonly risingAtMs: number;
  readonly risenMs: number;
  readonly lastVoicedAtMs: number;
  /** First voiced frame of this speech, short pauses bridged: where a barge-in's speech began. */
  readonly startedAtMs: number;
  /** How much was said since: what a barge-in's minimum speech is compared with. */
  readonly voicedMs: number;
  /** Last voiced frame before this beginning. */
  readonly earlierVoicedAtMs: number;
}

export const initialVoiceGate: VoiceGateState = {
  phase: 'quiet',
  floor: initialNoiseFloor,
  risingAtMs: 0,
  risenMs: 0,
  lastVoicedAtMs: -Infinity,
  startedAtMs: 0,
  voicedMs: 0,
  earlierVoicedAtMs: -Infinity,
};

export interface VoiceGateStep {
  readonly state: VoiceGateState;
  readonly event: VoiceGateEvent | null;
}

/**
 * Two stages: level against the tracked noise, then the neural detector's word where there is one. The caller may use
 * `phase !== 'quiet'` to send frames to the neural detector only when the cheap stage sees something.
 */
export function stepVoiceGate(
  state: VoiceGateState,
  input: VoiceGateInput,
  rules: VoiceGateRules = defaultVoiceGateRules,
): VoiceGateStep {
  const loud = !input.echo && isLoud(state, input, rules);
  const hidden = input.echo || (input.probability !== null && input.probability >= rules.startProbability);
  const floor = hidden ? state.floor : followNoise(state.floor, input.levelDb);
  const next = { ...state, floor };
  switch (state.phase) {
    case 'quiet':
      return { state: loud ? beginning(next, input) : next, event: null };
    case 'rising':
      return rise(next, input, loud, rules);
    case 'speaking':
      return speak(next, input, loud, rules);
  }
}

/**
 * Words came, by text or from a recogniser: they prove that a sound too short for the rules above (对, 嗯) was speech.
 * Gives the events that are owed for it, none where it is known already or nothing was heard.
 */
export function confirmSpeech(
  state: VoiceGateState,
  atMs: number,
  rules: VoiceGateRules = defaultVoiceGateRules,
): { readonly state: VoiceGateState; readonly events: readonly VoiceGateEvent[] } {
  const { phase, risingAtMs, risenMs, lastVoicedAtMs, earlierVoicedAtMs } = state;
  const isNew = phase !== 'speaking' && lastVoicedAtMs > earlierVoicedAtMs && risenMs >= rules.wordSoundMs;
  if (!isNew || atMs - lastVoicedAtMs > rules.wordLagMs) return { state, events: [] };
  const started = { kind: 'speech-started', startedAtMs: risingAtMs } as const;
  const confirmed = speaking(state, rules);
  if (phase === 'rising') return { state: confirmed, events: [started] };
  const paused = { kind: 'speech-paused', startedAtMs: risingAtMs, lastVoicedAtMs } as const;
  return { state: { ...confirmed, phase: 'quiet', earlierVoicedAtMs: lastVoicedAtMs }, events: [started, paused] };
}

function isLoud(state: VoiceGateState, input: VoiceGateInput, rules: VoiceGateRules): boolean {
  const above =
    state.phase === 'speaking'
      ? rules.stayAboveNoiseDb
      : input.probability === null
        ? rules.startAboveNoiseAloneDb
        : rules.startAboveNoiseDb;
  return input.levelDb >= Math.max(rules.quietestVoiceDb, noiseFloorDb(state.floor) + above);
}

function beginning(state: VoiceGateState, { atMs }: VoiceGateInput): VoiceGateState {
  return { ...state, phase: 'rising', risingAtMs: atMs, lastVoicedAtMs: atMs, risenMs: frameMs };
}

function rise(state: VoiceGateState, input: VoiceGateInput, loud: boolean, rules: VoiceGateRules): VoiceGateStep {
  if (!loud) {
    const over = input.atMs - state.lastVoicedAtMs > rules.gapMs;
    return { state: over ? { ...state, phase: 'quiet' } : state, event: null };
  }
  const risen = { ...state, lastVoicedAtMs: input.atMs, risenMs: state.risenMs + frameMs };
  const denied = input.probability !== null && input.probability < rules.startProbability;
  if (denied) return { state: datedForward(risen, input.atMs, rules), event: null };
  if (risen.risenMs < rules.startAfterMs) return { state: risen, event: null };
  return { state: speaking(risen, rules), event: { kind: 'speech-started', startedAtMs: risen.risingAtMs } };
}

/** Noise that the neural detector has denied for longer than it can be late is not part of the speech that may follow. */
function datedForward(state: VoiceGateState, atMs: number, rules: VoiceGateRules): VoiceGateState {
  const earliestMs = atMs - rules.detectorLagMs;
  if (state.risingAtMs >= earliestMs) return state;
  return { ...state, risingAtMs: earliestMs, risenMs: Math.min(state.risenMs, rules.detectorLagMs) };
}

/** A new speech, or the one before going on after a short pause. */
function speaking(state: VoiceGateState, rules: VoiceGateRules): VoiceGateState {
  const pausedMs = state.risingAtMs - state.earlierVoicedAtMs - frameMs;
  if (pausedMs > rules.sameSpeechMs)
    return { ...state, phase: 'speaking', startedAtMs: state.risingAtMs, voicedMs: state.risenMs };
  const bridgedMs = pausedMs <= rules.consonantMs ? pausedMs : 0;
  return { ...state, phase: 'speaking', voicedMs: state.voicedMs + bridgedMs + state.risenMs };
}

function speak(state: VoiceGateState, input: VoiceGateInput, loud: boolean, rules: VoiceGateRules): VoiceGateStep {
  const voiced = loud && (input.probability === null || input.probability >= rules.stayProbability);
  const sinceVoicedMs = input.atMs - state.lastVoicedAtMs;
  if (voiced) {
    const voicedMs = state.voicedMs + (sinceVoicedMs <= rules.consonantMs ? sinceVoicedMs : frameMs);
    return { state: { ...state, lastVoicedAtMs: input.atMs, voicedMs }, event: null };
  }
  if (sinceVoicedMs < rules.pauseAfterMs) return { state, event: null };
  const { risingAtMs, lastVoicedAtMs } = state;
  return {
    state: { ...state, phase: 'quiet', earlierVoicedAtMs: lastVoicedAtMs },
    event: { kind: 'speech-paused', startedAtMs: risingAtMs, lastVoicedAtMs },
  };
}
