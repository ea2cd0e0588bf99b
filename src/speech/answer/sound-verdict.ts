import type { AnsweredBy } from '../../contract/call-outcome.ts';
import {
  initialTurnState,
  isMusic,
  spanMs,
  stepTurn,
  waitedMs,
  type AnswerFrame,
  type SoundTurn,
  type TurnState,
} from './sound-turn.ts';

/** What the sound alone says of who answered. */
export interface SoundVerdict {
  readonly answeredBy: AnsweredBy;
  readonly reason: string;
  /** From the answer to the frame that decided. */
  readonly afterMs: number;
  /** A machine that has said what it says, and now records or waits. */
  readonly finished: boolean;
}

/**
 * ```
 *              ┌─ a short turn, then waits ───────────────▶ human
 *  listening ──┼─ speaks on and on ───────────────────────▶ voicemail (a recorded voice of some kind)
 *              │                                              ├─ beep ─────────────────▶ voicemail, certain
 *              │                                              ├─ says as much again ───▶ ivr
 *              │                                              └─ waits for an answer ──▶ assistant
 *              ├─ beep after a voice ─────────────────────▶ voicemail
 *              └─ fax tone ───────────────────────────────▶ fax
 * ```
 * Silence decides nothing: some people wait for the caller to speak first.
 */
export interface SoundState {
  readonly turns: TurnState;
  readonly verdict: SoundVerdict | null;
  /** Speech heard so far, as a beep needs a voice before it. */
  readonly spokenMs: number;
  readonly longTurns: number;
  /** The end of the last turn. */
  readonly lastSpokeAtMs: number;
  /** No further sound changes the verdict. */
  readonly settled: boolean;
}

export const initialSoundState: SoundState = {
  turns: initialTurnState,
  verdict: null,
  spokenMs: 0,
  longTurns: 0,
  lastSpokeAtMs: 0,
  settled: false,
};

export interface SoundInput extends AnswerFrame {
  /** The tone that became certain in this frame. */
  readonly tone: string | null;
}

/**
 * A person who answers greets and waits. Greetings of people last 0.3 to 2.5 s, those of recorded voices 4 to 12 s;
 * who speaks longer than this has not waited. People who say that they are busy take up to 3 s, and another voice behind them
 * makes it longer. Of the bench's tuned half every machine speaks longer than 5.2 s.
 */
const machineSpeaksMs = 4_400;
/** Recorded voices begin soon after the answer; who begins later answers what the robot said. */
const machineBeginsMs = 5_000;
/** A beep follows speech; a click or hum before it is no greeting. */
const voiceBeforeBeepMs = 600;
/** A recorded voice that says nothing and gives no beep for so long waits for an answer. */
const waitsForAnswerMs = 3_500;
/** After the opening a beep is a key or a phone's own, and long turns are conversation. */
const openingMs = 20_000;

/** One frame further; a new verdict is told by the caller when `verdict` changed. */
export function stepSound(state: SoundState, input: SoundInput): SoundState {
  const { state: turns, ended } = stepTurn(state.turns, input);
  const spokenMs = state.spokenMs + (ended && !isMusic(ended) ? ended.voicedMs : 0);
  const next = { ...state, turns, spokenMs };
  if (state.settled || turns.atMs > openingMs) return next;
  if (input.tone === 'fax') return decided(next, 'fax', 'fax tone', true);
  if (input.tone === 'beep' && voiceHeardMs(next) >= voiceBeforeBeepMs)
    return decided(next, 'voicemail', `beep after ${seconds(voiceHeardMs(next))} of speech`, true);
  return byTurns(next, ended);
}

function byTurns(state: SoundState, ended: SoundTurn | null): SoundState {
  const { turn } = state.turns;
  const machine = state.verdict !== null;
  const long =
    turn !== null && turn.startedAtMs <= machineBeginsMs && !isMusic(turn) && spanMs(turn) >= machineSpeaksMs;
  if (state.verdict === null && long)
    return decided(state, 'voicemail', `recorded voice: spoke for ${seconds(spanMs(turn))} without waiting`, false);
  if (ended && !isMusic(ended)) {
    const longTurns = state.longTurns + (spanMs(ended) >= machineSpeaksMs ? 1 : 0);
    const counted = { ...state, longTurns, lastSpokeAtMs: ended.lastVoicedAtMs };
    if (longTurns >= 2 && machine) return decided(counted, 'ivr', 'recorded voice that says as much again', true);
    if (state.verdict === null)
      return decided(counted, 'human', `spoke for ${seconds(spanMs(ended))}, then waited ${seconds(waitedMs)}`, true);
    return counted;
  }
  return machine ? waitingMachine(state) : state;
}

/** A recorded voice that has finished: its beep would have come by now. */
function waitingMachine(state: SoundState): SoundState {
  const { atMs, turn } = state.turns;
  const finished = turn === null && state.longTurns > 0 && state.verdict?.answeredBy === 'voicemail';
  if (!finished || atMs - state.lastSpokeAtMs < waitsForAnswerMs) return state;
  return decided(state, 'assistant', 'recorded voice that waits for an answer', false);
}

function voiceHeardMs({ spokenMs, turns: { turn } }: SoundState): number {
  return spokenMs + (turn && !isMusic(turn) ? turn.voicedMs : 0);
}

function decided(state: SoundState, answeredBy: AnsweredBy, reason: string, settled: boolean): SoundState {
  const finished = answeredBy !== 'human' && (settled || answeredBy === 'assistant');
  return { ...state, settled, verdict: { answeredBy, reason, afterMs: state.turns.atMs, finished } };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
