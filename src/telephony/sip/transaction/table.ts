import type { StateTable } from '../state-table.ts';
import type { TimerName } from './timers.ts';

/** What can happen to a transaction. `resend`: the same request once more. `tu-…`: what the user above answers. */
export type Input =
  | 'begin'
  | '1xx'
  | '2xx'
  | '3xx-6xx'
  | 'resend'
  | 'ack'
  | 'tu-1xx'
  | 'tu-2xx'
  | 'tu-3xx-6xx'
  | 'transport-error'
  | `timer-${TimerName}`;

/**
 * What a transaction does. `send` writes the bytes it keeps; `acknowledge` makes the ACK, which then are those bytes;
 * `forget` drops them; `pass` hands the message to the user; `pass-ack` an ACK to the dialogs.
 */
export type Effect =
  | 'send'
  | 'send-trying'
  | 'acknowledge'
  | 'forget'
  | 'pass'
  | 'pass-ack'
  | 'report-timeout'
  | 'report-no-ack'
  | 'report-transport-error'
  | 'slow-resends'
  | `start-${TimerName}`
  | `stop-${TimerName}`;

/** The machine of one kind of transaction. */
export type Table<State extends string> = StateTable<State, Input, Effect, 'terminated'>;
