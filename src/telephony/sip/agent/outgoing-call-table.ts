import type { StateTable } from '../state-table.ts';

/**
 * A call we place, until it is answered or over. What the dialog does afterwards is `DialogSession`'s.
 *
 *              INVITE sent            credentials there: INVITE again
 *                   │            ┌──────────────────────────────────┐
 *             ┌─────▼────┐ 401/407 ┌───────────────┐                │
 *             │ calling  ├─────────► authorizing   ├────────────────┘
 *             └─┬──┬───┬─┘         └──▲────────┬───┘
 *           1xx │  │   │ cancel       │        │ none, or cancel: failed
 *     ┌─────────▼┐ │   │              │        │
 *     │proceeding├─┼───┼──────────────┘        │
 *     └─┬──┬───┬─┘ │  ┌▼──────────────┐        │     CANCEL may only follow a 1xx
 * cancel│  │2xx│   │  │ cancel-wanted │        │     (RFC 3261 §9.1): until then it is wanted.
 *       │  │   │   │  └┬──────────┬───┘        │
 *       │  │   └───┼───┼─ 2xx ──┐ │ 3xx-6xx    │
 * ┌─────▼──┼──┐    │   │1xx     │ │            │
 * │cancelling ◄────┼───┘        │ │            │
 * └─┬──────┼──┘    │            │ │            │
 *   │2xx: ACK, BYE,│            │ │            │
 *   │answered late │   ┌────────▼─▼────────────▼───┐
 *   └──────────────┼───►           over            │
 *          ┌───────▼┐  └───────────────────────────┘
 *          │answered│ 2xx of calling or proceeding
 *          └────────┘
 *
 * 422 of calling or proceeding: INVITE again, with the longer session timer that it wants.
 */
export type OutgoingState =
  | 'calling'
  | 'authorizing'
  | 'proceeding'
  | 'cancel-wanted'
  | 'cancelling'
  | 'answered'
  | 'over';

export type OutgoingInput =
  | '1xx'
  | '2xx'
  | 'challenge'
  /** 422: the session timer we wanted was too short. */
  | 'too-brief'
  | 'refusal'
  | 'no-answer'
  | 'authorized'
  | 'not-authorized'
  | 'cancel'
  | 'cancel-timeout';

export type OutgoingEffect =
  | 'report-progress'
  | 'establish'
  | 'end-late-answer'
  | 'authorize'
  | 'invite-again'
  | 'send-cancel'
  | 'abandon'
  | 'report-failure';

const failed = { next: 'over', effects: ['report-failure'] } as const;
const tooLate = { next: 'over', effects: ['end-late-answer'] } as const;
const again = { next: 'calling', effects: ['invite-again'] } as const;
const asked = { next: 'authorizing', effects: ['authorize'] } as const;

export const outgoingCallTable: StateTable<OutgoingState, OutgoingInput, OutgoingEffect> = {
  calling: {
    '1xx': { next: 'proceeding', effects: ['report-progress'] },
    '2xx': { next: 'answered', effects: ['establish'] },
    challenge: asked,
    'too-brief': again,
    refusal: failed,
    'no-answer': failed,
    cancel: { next: 'cancel-wanted', effects: [] },
  },
  authorizing: {
    authorized: { next: 'calling', effects: ['invite-again'] },
    'not-authorized': failed,
    cancel: failed,
  },
  proceeding: {
    '1xx': { next: 'proceeding', effects: ['report-progress'] },
    '2xx': { next: 'answered', effects: ['establish'] },
    challenge: asked,
    'too-brief': again,
    refusal: failed,
    'no-answer': failed,
    cancel: { next: 'cancelling', effects: ['send-cancel'] },
  },
  'cancel-wanted': {
    '1xx': { next: 'cancelling', effects: ['send-cancel'] },
    '2xx': tooLate,
    challenge: failed,
    'too-brief': failed,
    refusal: failed,
    'no-answer': failed,
  },
  cancelling: {
    '2xx': tooLate,
    challenge: failed,
    'too-brief': failed,
    refusal: failed,
    'no-answer': failed,
    'cancel-timeout': { next: 'over', effects: ['abandon', 'report-failure'] },
  },
  answered: {},
  over: {},
};
