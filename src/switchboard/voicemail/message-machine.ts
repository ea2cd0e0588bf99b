import type { CallerSentence } from './voicemail-words.ts';

/** Less voice than this is no message. */
export const leastVoicedMs = 1_000;
/** How long a caller may think before the choices are said again. */
export const choiceWaitMs = 8_000;
export const beepMs = 500;
/** An empty recording is asked for once more. */
const mostEmpty = 2;
const mostAsked = 2;

/**
 * ```
 *            said, #                timer                #, silence, limit
 *  greeting ────────► beeping ────────────► recording ─────────────────────► ending
 *                        ▲ ▲                    │ gone ─► leaving              │ recorded
 *                        │ └── nothing heard ◄──┼──── too short ◄──────────────┤
 *                        │                      │ recorded                     │ long enough
 *                        └───────── 3 ──────────┼──────────────────────────► asking ◄─► replaying
 *                                               ▼                              │ 1, no key, gone
 *                                             over ◄── closing (kept said) ◄───┘
 * ```
 * `leaving`: the caller has hung up, and what was said until then is still to come.
 */
export interface MessageState {
  readonly phase: 'greeting' | 'beeping' | 'recording' | 'asking' | 'replaying' | 'leaving' | 'closing' | 'over';
  /** Which recording this is, from 1; 0 before the first. */
  readonly take: number;
  readonly empty: number;
  readonly asked: number;
  readonly message: RecordedTake | null;
}

export interface RecordedTake {
  readonly durationMs: number;
  readonly voicedMs: number;
}

export type MessageInput =
  | { readonly kind: 'begin' }
  /** What was being said, or played, is over. */
  | { readonly kind: 'said' }
  | { readonly kind: 'timer' }
  | { readonly kind: 'key'; readonly key: string }
  | ({ readonly kind: 'recorded' } & RecordedTake)
  /** The caller hung up or was taken elsewhere. */
  | { readonly kind: 'gone' };

export type MessageEffect =
  | { readonly kind: 'say'; readonly sentence: CallerSentence }
  | { readonly kind: 'replay' }
  | { readonly kind: 'hush' }
  | { readonly kind: 'beep' }
  | { readonly kind: 'wait'; readonly forMs: number }
  | { readonly kind: 'record'; readonly take: number }
  | { readonly kind: 'end-recording' }
  | { readonly kind: 'keep'; readonly take: number; readonly message: RecordedTake }
  | { readonly kind: 'discard'; readonly take: number }
  | { readonly kind: 'done'; readonly left: boolean };

export interface MessageStep {
  readonly state: MessageState;
  readonly effects: readonly MessageEffect[];
}

export const freshMessage: MessageState = { phase: 'greeting', take: 0, empty: 0, asked: 0, message: null };

/** One step of taking a message: pure. */
export function messageStep(state: MessageState, input: MessageInput): MessageStep {
  if (state.phase === 'over') return { state, effects: [] };
  if (input.kind === 'gone') return whenGone(state);
  switch (state.phase) {
    case 'greeting':
      if (input.kind === 'begin') return { state, effects: [{ kind: 'say', sentence: 'greeting' }] };
      if (input.kind === 'said') return beep(state, []);
      return isKey(input, '#') ? beep(state, [{ kind: 'hush' }]) : { state, effects: [] };
    case 'beeping':
      if (input.kind !== 'timer') return { state, effects: [] };
      return {
        state: { ...state, phase: 'recording', take: state.take + 1 },
        effects: [{ kind: 'record', take: state.take + 1 }],
      };
    case 'recording':
    case 'leaving':
      if (input.kind === 'recorded') return whenRecorded(state, input);
      return { state, effects: isKey(input, '#') ? [{ kind: 'end-recording' }] : [] };
    case 'asking':
    case 'replaying':
      return whileAsking(state, input);
    case 'closing':
      return input.kind === 'said'
        ? { state: { ...state, phase: 'over' }, effects: [{ kind: 'done', left: state.message !== null }] }
        : { state, effects: [] };
  }
}

const isKey = (input: MessageInput, key: string): boolean => input.kind === 'key' && input.key === key;

function beep(state: MessageState, before: readonly MessageEffect[]): MessageStep {
  return {
    state: { ...state, phase: 'beeping', asked: 0, message: null },
    effects: [...before, { kind: 'beep' }, { kind: 'wait', forMs: beepMs }],
  };
}

/** The choices, said for the first time or again. */
function ask(state: MessageState): MessageStep {
  return {
    state: { ...state, phase: 'asking', asked: state.asked + 1 },
    effects: [{ kind: 'say', sentence: 'choices' }],
  };
}

function whenRecorded(state: MessageState, { durationMs, voicedMs }: RecordedTake): MessageStep {
  const message = { durationMs, voicedMs };
  const { take } = state;
  const worthKeeping = voicedMs >= leastVoicedMs;
  if (state.phase === 'leaving')
    return {
      state: { ...state, phase: 'over' },
      effects: [worthKeeping ? { kind: 'keep', take, message } : { kind: 'discard', take }],
    };
  if (worthKeeping) return ask({ ...state, message });
  const empty = state.empty + 1;
  const discard: MessageEffect = { kind: 'discard', take };
  if (empty >= mostEmpty)
    return { state: { ...state, phase: 'over', empty }, effects: [discard, { kind: 'done', left: false }] };
  return {
    state: { ...state, phase: 'greeting', empty },
    effects: [discard, { kind: 'say', sentence: 'nothing-heard' }],
  };
}

function whileAsking(state: MessageState, input: MessageInput): MessageStep {
  const { take, message, phase } = state;
  if (message === null) return { state, effects: [] };
  if (input.kind === 'said') {
    if (phase === 'replaying') return ask({ ...state, asked: 0 });
    return { state, effects: [{ kind: 'wait', forMs: choiceWaitMs }] };
  }
  if (input.kind === 'timer') return state.asked < mostAsked ? ask(state) : keep(state, take, message);
  if (input.kind !== 'key') return { state, effects: [] };
  switch (input.key) {
    case '1':
    case '#':
      return keep(state, take, message);
    case '2':
      return { state: { ...state, phase: 'replaying' }, effects: [{ kind: 'hush' }, { kind: 'replay' }] };
    case '3':
      return beep(state, [{ kind: 'hush' }, { kind: 'discard', take }]);
    default:
      return { state, effects: [] };
  }
}

function keep(state: MessageState, take: number, message: RecordedTake): MessageStep {
  return {
    state: { ...state, phase: 'closing' },
    effects: [{ kind: 'hush' }, { kind: 'keep', take, message }, { kind: 'say', sentence: 'kept' }],
  };
}

function whenGone(state: MessageState): MessageStep {
  const { phase, take, message } = state;
  if (phase === 'recording') return { state: { ...state, phase: 'leaving' }, effects: [{ kind: 'end-recording' }] };
  if (phase === 'leaving') return { state, effects: [] };
  const unsaid = (phase === 'asking' || phase === 'replaying') && message !== null;
  return { state: { ...state, phase: 'over' }, effects: unsaid ? [{ kind: 'keep', take, message }] : [] };
}
