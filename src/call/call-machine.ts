import type { Told } from './conversation-state.ts';
import type { CallOutcome, HangUpBy } from '../contract/call-outcome.ts';
import { failureCause } from './failure-cause.ts';
import type { RemoteMedia } from './media/media-messages.ts';

/**
 * The customer's leg from order to end (RFC 3261 as a caller sees it):
 *
 *   opening ──ready──▶ inviting ──answered──▶ talking ──hang-up──▶ closing ──closed──▶ ended
 *      │                │ │ └──failed──────────────┼─────────────▶   ▲
 *      │                │ └──text refused: once more without         │
 *      │                └──time-out, cause heard, hang-up──▶ cancelling ──failed, answered late──┘
 *      └──refused, hang-up───────────────────────────────────────────┘
 */
export interface CallState {
  readonly phase: 'opening' | 'inviting' | 'cancelling' | 'talking' | 'closing' | 'ended';
  /** Whether the offer holds real-time text. */
  readonly withText: boolean;
  readonly rang: boolean;
  /** The network has said that it leads the call on to another number. */
  readonly forwarded: boolean;
  /** What each early dialog (To tag) answered. */
  readonly early: Readonly<Record<string, RemoteMedia>>;
  readonly ending: Ending | null;
}

export interface Ending {
  readonly outcome: CallOutcome;
  readonly hangUpBy: HangUpBy;
  readonly sipStatus: number | null;
  readonly q850Cause: number | null;
  readonly reason: string;
}

export type CallInput =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly outcome: CallOutcome; readonly reason: string }
  | {
      readonly kind: 'progressed';
      readonly status: number;
      readonly toTag: string | null;
      readonly media: RemoteMedia | null;
    }
  | {
      readonly kind: 'cause-heard';
      readonly cause: CallOutcome;
      readonly by: 'words' | 'tone' | 'recording';
      readonly heard: string;
    }
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly toTag: string | null;
      readonly media: RemoteMedia | null;
    }
  | {
      readonly kind: 'failed';
      readonly status: number;
      readonly q850Cause: number | null;
      readonly phrase: string;
      readonly trust404: boolean;
      /** The same trunk has another address, and the failure speaks of this one. */
      readonly elsewhere?: boolean;
    }
  | { readonly kind: 'answered-late' }
  | { readonly kind: 'ring-timeout' }
  | { readonly kind: 'cancel-timeout' }
  | { readonly kind: 'hang-up'; readonly by: HangUpBy; readonly outcome: CallOutcome; readonly reason: string }
  /** The far end ended an established call, or the network did. `outcome` is what the conversation so far makes of it. */
  | {
      readonly kind: 'far-end-left';
      readonly by: 'customer' | 'network';
      readonly outcome: CallOutcome;
      readonly q850Cause: number | null;
      readonly reason: string;
    }
  | { readonly kind: 'media-closed' };

export type CallEffect =
  | { readonly kind: 'invite'; readonly withText: boolean; readonly nextAddress?: true }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'bye' }
  | { readonly kind: 'connect'; readonly media: RemoteMedia }
  | { readonly kind: 'listen-early' }
  /** An announcement that ends no call was heard; another may follow. */
  | { readonly kind: 'judge-early' }
  | { readonly kind: 'start-talking' }
  | { readonly kind: 'timer'; readonly timer: 'ring' | 'cancel'; readonly on: boolean }
  | { readonly kind: 'close-media' }
  | { readonly kind: 'tell'; readonly event: Told }
  | { readonly kind: 'end'; readonly ending: Ending };

export interface CallStep {
  readonly state: CallState;
  readonly effects: readonly CallEffect[];
}

export function openCall(withText: boolean): CallState {
  return { phase: 'opening', withText, rang: false, forwarded: false, early: {}, ending: null };
}

/** Answers that may mean that the text in our offer was too much (RFC 3261 §21.4.13, §21.4.26, §21.6.4). */
const textRefusals: ReadonlySet<number> = new Set([415, 488, 606]);

const stay = (state: CallState, effects: readonly CallEffect[] = []): CallStep => ({ state, effects });

function close(state: CallState, ending: Ending, effects: readonly CallEffect[] = []): CallStep {
  return {
    state: { ...state, phase: 'closing', ending },
    effects: [
      ...effects,
      { kind: 'timer', timer: 'ring', on: false },
      { kind: 'timer', timer: 'cancel', on: false },
      { kind: 'close-media' },
    ],
  };
}

function cancel(state: CallState, ending: Ending, told: readonly CallEffect[] = []): CallStep {
  return {
    state: { ...state, phase: 'cancelling', ending },
    effects: [
      ...told,
      { kind: 'timer', timer: 'ring', on: false },
      { kind: 'cancel' },
      { kind: 'timer', timer: 'cancel', on: true },
    ],
  };
}

const endingOf = (outcome: CallOutcome, hangUpBy: HangUpBy, reason: string): Ending => ({
  outcome,
  hangUpBy,
  sipStatus: null,
  q850Cause: null,
  reason,
});

function whileOpening(state: CallState, input: CallInput): CallStep {
  switch (input.kind) {
    case 'ready':
      return stay({ ...state, phase: 'inviting' }, [
        { kind: 'invite', withText: state.withText },
        { kind: 'timer', timer: 'ring', on: true },
      ]);
    case 'refused':
      return close(state, endingOf(input.outcome, 'network', input.reason));
    case 'hang-up':
      return close(state, endingOf('cancelled', input.by, input.reason));
    default:
      return stay(state);
  }
}

/** Forwarding ends nothing: whom the call is led on to may answer yet. Any other cause does. */
function causeHeard(state: CallState, input: Extract<CallInput, { kind: 'cause-heard' }>): CallStep {
  const { cause, by, heard } = input;
  const told: CallEffect = { kind: 'tell', event: { kind: 'early-media-understood', cause, by, heard } };
  if (cause !== 'forwarded') return cancel(state, endingOf(cause, 'robot', `early media: ${heard}`), [told]);
  return state.forwarded ? stay(state) : stay({ ...state, forwarded: true }, [told, { kind: 'judge-early' }]);
}

function whileInviting(state: CallState, input: CallInput): CallStep {
  switch (input.kind) {
    case 'progressed': {
      const told: CallEffect = {
        kind: 'tell',
        event: { kind: 'progressed', status: input.status, earlyMedia: input.media !== null },
      };
      const rang = state.rang || input.status >= 180;
      if (!input.media) return stay({ ...state, rang }, [told]);
      const early = { ...state.early, [input.toTag ?? '']: input.media };
      return stay({ ...state, rang, early }, [told, { kind: 'connect', media: input.media }, { kind: 'listen-early' }]);
    }
    case 'cause-heard':
      return causeHeard(state, input);
    case 'answered': {
      const media = input.media ?? state.early[input.toTag ?? ''] ?? Object.values(state.early).at(-1);
      if (!media)
        return stay(
          {
            ...state,
            phase: 'closing',
            ending: {
              ...endingOf('incompatible', 'robot', 'answered without a session description'),
              sipStatus: input.status,
            },
          },
          [{ kind: 'bye' }, { kind: 'close-media' }],
        );
      return stay({ ...state, phase: 'talking' }, [
        { kind: 'timer', timer: 'ring', on: false },
        { kind: 'tell', event: { kind: 'answered', status: input.status } },
        { kind: 'connect', media },
        { kind: 'start-talking' },
      ]);
    }
    case 'failed':
      if (state.withText && textRefusals.has(input.status))
        return stay({ ...state, withText: false }, [{ kind: 'invite', withText: false }]);
      if (input.elsewhere && !state.rang)
        return stay(state, [{ kind: 'invite', withText: state.withText, nextAddress: true }]);
      return close(state, {
        outcome: failureCause({
          status: input.status,
          q850Cause: input.q850Cause,
          earlyMediaCause: state.forwarded ? 'forwarded' : null,
          trust404: input.trust404,
          rang: state.rang,
        }),
        hangUpBy: 'network',
        sipStatus: input.status,
        q850Cause: input.q850Cause,
        reason: input.phrase,
      });
    case 'ring-timeout':
      return cancel(state, endingOf(state.forwarded ? 'forwarded' : 'no-answer', 'robot', 'nobody answered in time'));
    case 'hang-up':
      return cancel(state, endingOf('cancelled', input.by, input.reason));
    default:
      return stay(state);
  }
}

function whileCancelling(state: CallState, input: CallInput): CallStep {
  const ending = state.ending ?? endingOf('cancelled', 'robot', 'cancelled');
  switch (input.kind) {
    case 'failed':
      return close(state, { ...ending, sipStatus: input.status, q850Cause: input.q850Cause });
    case 'answered-late':
      return close(state, { ...ending, outcome: 'answered-late', sipStatus: 200, reason: 'answered while we gave up' });
    case 'cancel-timeout':
      return close(state, ending);
    default:
      return stay(state);
  }
}

function whileTalking(state: CallState, input: CallInput): CallStep {
  switch (input.kind) {
    case 'hang-up':
      return close(state, endingOf(input.outcome, input.by, input.reason), [{ kind: 'bye' }]);
    case 'far-end-left':
      return close(state, { ...endingOf(input.outcome, input.by, input.reason), q850Cause: input.q850Cause });
    default:
      return stay(state);
  }
}

/** One step of the call: a new state and what is to be done. Inputs that mean nothing in a phase change nothing. */
export function callStep(state: CallState, input: CallInput): CallStep {
  switch (state.phase) {
    case 'opening':
      return whileOpening(state, input);
    case 'inviting':
      return whileInviting(state, input);
    case 'cancelling':
      return whileCancelling(state, input);
    case 'talking':
      return whileTalking(state, input);
    case 'closing':
      return input.kind === 'media-closed'
        ? stay({ ...state, phase: 'ended' }, [
            { kind: 'end', ending: state.ending ?? endingOf('failed', 'robot', 'closed') },
          ])
        : stay(state);
    case 'ended':
      return stay(state);
  }
}
