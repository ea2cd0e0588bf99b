import { defaultEndpointRules, endpointWaitMs, type Answered, type EndpointRules } from './endpointing.ts';

export type TurnEndInput =
  | { readonly kind: 'speech-started'; readonly startedAtMs: number }
  | { readonly kind: 'speech-paused'; readonly lastVoicedAtMs: number; readonly atMs: number }
  /** Words heard so far in this turn, and what they are to the question. */
  | { readonly kind: 'text'; readonly text: string; readonly answered: Answered; readonly atMs: number }
  /** Time has passed: a timer set for `wakeAtMs` rang, or a tick came. */
  | { readonly kind: 'time'; readonly atMs: number };

/**
 * ```
 *             speech-started                speech-paused
 *  listening ───────────────▶ speaking ─────────────────────▶ waiting
 *    ▲   │                       ▲   │                         │  │
 *    │   │ text, no sound        └───┼───── speech-started ────┘  │
 *    │   └──────▶ typing             │                            │
 *    │              │ typedMs quiet  │ longestTurnMs              │ endpointWaitMs quiet
 *    └──────────────┴────────────────┴────────────────────────────┘  turn-ended
 * ```
 * Sound decides alone when there is any; words only choose how long the quiet must last. Text without sound is a turn of
 * its own, for people who type.
 */
export interface TurnEndState {
  readonly phase: 'listening' | 'speaking' | 'waiting' | 'typing';
  readonly startedAtMs: number;
  readonly lastVoicedAtMs: number;
  readonly lastTextAtMs: number;
  readonly text: string;
  readonly answered: Answered;
  readonly lastTurnEndedAtMs: number;
}

export interface TurnEnded {
  readonly startedAtMs: number;
  /** Last voiced frame, or last character of a typed turn. */
  readonly lastVoicedAtMs: number;
  readonly endedAtMs: number;
  /** Quiet that the policy wanted: what a turn's latency is reckoned less of. */
  readonly waitMs: number;
  readonly why: 'quiet' | 'typed' | 'too-long';
}

export interface TurnEndStep {
  readonly state: TurnEndState;
  readonly ended: TurnEnded | null;
  /** When `time` must come next, null while only an event can change something. */
  readonly wakeAtMs: number | null;
}

export const initialTurnEnd: TurnEndState = {
  phase: 'listening',
  startedAtMs: 0,
  lastVoicedAtMs: 0,
  lastTextAtMs: 0,
  text: '',
  answered: 'unknown',
  lastTurnEndedAtMs: -Infinity,
};

export function stepTurnEnd(
  state: TurnEndState,
  input: TurnEndInput,
  rules: EndpointRules = defaultEndpointRules,
): TurnEndStep {
  switch (input.kind) {
    case 'speech-started':
      return settle(spoken(state, input.startedAtMs), input.startedAtMs, rules);
    case 'speech-paused':
      if (state.phase !== 'speaking') return settle(state, input.atMs, rules);
      return settle({ ...state, phase: 'waiting', lastVoicedAtMs: input.lastVoicedAtMs }, input.atMs, rules);
    case 'text':
      return settle(read(state, input, rules), input.atMs, rules);
    case 'time':
      return settle(state, input.atMs, rules);
  }
}

function spoken(state: TurnEndState, startedAtMs: number): TurnEndState {
  if (state.phase === 'listening') return { ...state, phase: 'speaking', startedAtMs, lastVoicedAtMs: startedAtMs };
  return { ...state, phase: 'speaking', lastVoicedAtMs: Math.max(state.lastVoicedAtMs, startedAtMs) };
}

function read(state: TurnEndState, input: TurnEndInput & { kind: 'text' }, rules: EndpointRules): TurnEndState {
  const heard = { ...state, text: input.text, answered: input.answered, lastTextAtMs: input.atMs };
  if (state.phase !== 'listening') return heard;
  if (input.atMs - state.lastTurnEndedAtMs < rules.lateTextMs) return state;
  return { ...heard, phase: 'typing', startedAtMs: input.atMs, lastVoicedAtMs: input.atMs };
}

/** Ends the turn if it is over at `atMs`, else says when to look again. */
function settle(state: TurnEndState, atMs: number, rules: EndpointRules): TurnEndStep {
  const due = dueOf(state, rules);
  if (!due) return { state, ended: null, wakeAtMs: null };
  if (atMs < due.atMs) return { state, ended: null, wakeAtMs: due.atMs };
  const lastVoicedAtMs = state.phase === 'typing' ? state.lastTextAtMs : state.lastVoicedAtMs;
  const { startedAtMs } = state;
  return {
    state: { ...initialTurnEnd, lastTurnEndedAtMs: atMs },
    ended: { startedAtMs, lastVoicedAtMs, endedAtMs: atMs, waitMs: due.waitMs, why: due.why },
    wakeAtMs: null,
  };
}

function dueOf(
  state: TurnEndState,
  rules: EndpointRules,
): { readonly atMs: number; readonly waitMs: number; readonly why: TurnEnded['why'] } | null {
  const longestAtMs = state.startedAtMs + rules.longestTurnMs;
  switch (state.phase) {
    case 'listening':
      return null;
    case 'speaking':
      return { atMs: longestAtMs, waitMs: 0, why: 'too-long' };
    case 'typing':
      return { atMs: state.lastTextAtMs + rules.typedMs, waitMs: rules.typedMs, why: 'typed' };
    case 'waiting': {
      const waitMs = endpointWaitMs(state, rules);
      return { atMs: state.lastVoicedAtMs + waitMs, waitMs, why: 'quiet' };
    }
  }
}
