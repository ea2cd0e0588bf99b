import type { StateTable } from '../state-table.ts';

/**
 * A call that comes in, until it stands or is over.
 *
 *                    INVITE
 *                      │
 *   progress: 1xx ┌────▼────┐ CANCEL: 487, report
 *           ┌─────┤ offered ├──────────────────┐
 *           └─────►         │ reject: 3xx-6xx  │
 *                 └─┬────┬──┘ no PRACK: 504    │
 *      accept while │    │ accept: 2xx         │
 *     a reliable 1xx│    │                     │
 *     waits  ┌──────▼──┐ │                     │
 *            │accepting├─┼─────────────────────┤ the same
 *            └──────┬──┘ │                     │
 *        PRACK: 2xx │    │                     │
 *                 ┌─▼────▼─┐  no ACK: BYE      │
 *                 │accepted├───────────────────┤ (by the session)
 *                 └────┬───┘                   │
 *                  ACK │                       │
 *                ┌─────▼───┐              ┌────▼─┐
 *                │confirmed│ BYE ─────────► over │
 *                └─────────┘              └──────┘
 */
export type IncomingState = 'offered' | 'accepting' | 'accepted' | 'confirmed' | 'over';

export type IncomingInput =
  | 'progress'
  | 'accept'
  | 'accept-later'
  | 'reliable-confirmed'
  | 'reliable-lost'
  | 'reject'
  | 'cancel'
  | 'ack'
  | 'ended';

export type IncomingEffect =
  | 'send-progress'
  | 'send-acceptance'
  | 'send-rejection'
  | 'refuse-unconfirmed'
  | 'answer-487'
  | 'report-cancelled'
  | 'report-lost';

const cancelled = { next: 'over', effects: ['answer-487', 'report-cancelled'] } as const;
const rejected = { next: 'over', effects: ['send-rejection'] } as const;
const lost = { next: 'over', effects: ['refuse-unconfirmed', 'report-lost'] } as const;
const over = { next: 'over', effects: [] } as const;

export const incomingCallTable: StateTable<IncomingState, IncomingInput, IncomingEffect> = {
  offered: {
    progress: { next: 'offered', effects: ['send-progress'] },
    accept: { next: 'accepted', effects: ['send-acceptance'] },
    'accept-later': { next: 'accepting', effects: [] },
    'reliable-lost': lost,
    reject: rejected,
    cancel: cancelled,
  },
  accepting: {
    'reliable-confirmed': { next: 'accepted', effects: ['send-acceptance'] },
    'reliable-lost': lost,
    reject: rejected,
    cancel: cancelled,
  },
  accepted: {
    ack: { next: 'confirmed', effects: [] },
    ended: over,
  },
  confirmed: { ended: over },
  over: {},
};
