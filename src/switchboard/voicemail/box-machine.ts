import type { Voicemail, VoicemailId, VoicemailMark } from '../../contract/voicemail.ts';
import type { OwnerSentence } from './voicemail-words.ts';

/** How long the owner may think before the choices are said again. */
export const keyWaitMs = 8_000;
const mostAsked = 3;

/**
 * ```
 *  opening ──opened──► counting ──said──► playing ⇄ choosing ──2, past the last──► closing ──said──► over
 *     │ away                │ no messages    ▲ 1, 2     │ 3 deletes or restores, 9 keeps as new    ▲
 *     └────────► closing ◄──┘                └──────────┘ no key for long, # ──────────────────────┘
 * ```
 * What becomes of the messages is told once, when the owner is done or hangs up: until then 3 can be taken back.
 */
export interface BoxState {
  readonly phase: 'opening' | 'counting' | 'playing' | 'choosing' | 'closing' | 'over';
  /** Whether the box could be read. */
  readonly opened: boolean;
  /** Newest first. */
  readonly messages: readonly Voicemail[];
  readonly at: number;
  readonly asked: number;
  readonly heard: ReadonlySet<VoicemailId>;
  readonly deleted: ReadonlySet<VoicemailId>;
  readonly keptAsNew: ReadonlySet<VoicemailId>;
}

export type BoxInput =
  | { readonly kind: 'opened'; readonly messages: readonly Voicemail[] }
  /** The box cannot be read now. */
  | { readonly kind: 'away' }
  | { readonly kind: 'said' }
  | { readonly kind: 'timer' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'gone' };

export type BoxEffect =
  | { readonly kind: 'say-counts'; readonly fresh: number; readonly heard: number }
  | { readonly kind: 'say'; readonly sentence: OwnerSentence }
  /** The head of a message, then its sound, then the choices. */
  | { readonly kind: 'play'; readonly message: Voicemail }
  | { readonly kind: 'hush' }
  | { readonly kind: 'wait'; readonly forMs: number }
  | { readonly kind: 'mark'; readonly voicemailId: VoicemailId; readonly as: VoicemailMark }
  | { readonly kind: 'done'; readonly opened: boolean };

export interface BoxStep {
  readonly state: BoxState;
  readonly effects: readonly BoxEffect[];
}

export const unopenedBox: BoxState = {
  phase: 'opening',
  opened: false,
  messages: [],
  at: 0,
  asked: 0,
  heard: new Set(),
  deleted: new Set(),
  keptAsNew: new Set(),
};

/** One step of listening to a box: pure. */
export function boxStep(state: BoxState, input: BoxInput): BoxStep {
  if (state.phase === 'over') return { state, effects: [] };
  if (input.kind === 'gone')
    return { state: { ...state, phase: 'over' }, effects: state.phase === 'closing' ? [] : marksOf(state) };
  switch (state.phase) {
    case 'opening':
      return whenOpened(state, input);
    case 'counting':
      if (input.kind === 'said' || isKey(input)) return playAt(state, 0, isKey(input) ? [{ kind: 'hush' }] : []);
      return { state, effects: [] };
    case 'playing':
      if (input.kind === 'said')
        return { state: { ...state, phase: 'choosing' }, effects: [{ kind: 'wait', forMs: keyWaitMs }] };
      return isKey(input) ? whenPressed(state, input.key) : { state, effects: [] };
    case 'choosing':
      return whileChoosing(state, input);
    case 'closing':
      return input.kind === 'said'
        ? { state: { ...state, phase: 'over' }, effects: [{ kind: 'done', opened: state.opened }] }
        : { state, effects: [] };
  }
}

const isKey = (input: BoxInput): input is Extract<BoxInput, { kind: 'key' }> => input.kind === 'key';

function whenOpened(state: BoxState, input: BoxInput): BoxStep {
  if (input.kind === 'away')
    return { state: { ...state, phase: 'closing' }, effects: [{ kind: 'say', sentence: 'away' }] };
  if (input.kind !== 'opened') return { state, effects: [] };
  const { messages } = input;
  const heard = messages.filter((message) => message.heard).length;
  return {
    state: { ...state, opened: true, messages, phase: messages.length === 0 ? 'closing' : 'counting' },
    effects: [{ kind: 'say-counts', fresh: messages.length - heard, heard }],
  };
}

/** Plays a message from its beginning; past the last one it says so and ends. */
function playAt(state: BoxState, at: number, before: readonly BoxEffect[]): BoxStep {
  const message = state.messages[at];
  if (!message) return close(state, [...before, { kind: 'say', sentence: 'no-more' }]);
  const heard = new Set([...state.heard, message.voicemailId]);
  return {
    state: { ...state, phase: 'playing', at, asked: 0, heard },
    effects: [...before, { kind: 'play', message }],
  };
}

function whileChoosing(state: BoxState, input: BoxInput): BoxStep {
  if (input.kind === 'said') return { state, effects: [{ kind: 'wait', forMs: keyWaitMs }] };
  if (isKey(input)) return whenPressed(state, input.key);
  if (input.kind !== 'timer') return { state, effects: [] };
  const asked = state.asked + 1;
  if (asked >= mostAsked) return close(state, [{ kind: 'say', sentence: 'bye' }]);
  return { state: { ...state, asked }, effects: [{ kind: 'say', sentence: 'choices' }] };
}

function whenPressed(state: BoxState, key: string): BoxStep {
  const id = state.messages[state.at]?.voicemailId;
  const hush: BoxEffect = { kind: 'hush' };
  if (id === undefined) return { state, effects: [] };
  const choose = (changed: Partial<BoxState>, sentence: OwnerSentence): BoxStep => ({
    state: { ...state, ...changed, phase: 'choosing', asked: 0 },
    effects: [hush, { kind: 'say', sentence }],
  });
  switch (key) {
    case '1':
      return playAt(state, state.at, [hush]);
    case '2':
      return playAt(state, state.at + 1, [hush]);
    case '3':
      return state.deleted.has(id)
        ? choose({ deleted: without(state.deleted, id) }, 'restored')
        : choose({ deleted: new Set([...state.deleted, id]), keptAsNew: without(state.keptAsNew, id) }, 'deleted');
    case '9':
      return choose(
        { keptAsNew: new Set([...state.keptAsNew, id]), deleted: without(state.deleted, id) },
        'kept-as-new',
      );
    case '#':
      return close(state, [hush, { kind: 'say', sentence: 'bye' }]);
    default:
      return { state, effects: [] };
  }
}

function without<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  return new Set([...set].filter((one) => one !== value));
}

function close(state: BoxState, said: readonly BoxEffect[]): BoxStep {
  return { state: { ...state, phase: 'closing' }, effects: [...said, ...marksOf(state)] };
}

/** What becomes of each message: nothing where it stays what it was. */
function marksOf({ messages, heard, deleted, keptAsNew }: BoxState): BoxEffect[] {
  return messages.flatMap(({ voicemailId, heard: before }): BoxEffect[] => {
    if (deleted.has(voicemailId)) return [{ kind: 'mark', voicemailId, as: 'deleted' }];
    if (keptAsNew.has(voicemailId)) return before ? [{ kind: 'mark', voicemailId, as: 'new' }] : [];
    return heard.has(voicemailId) && !before ? [{ kind: 'mark', voicemailId, as: 'heard' }] : [];
  });
}
