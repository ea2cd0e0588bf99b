import type { Table } from './table.ts';

/**
 * Any other request, server (RFC 3261 §17.2.2).
 *
 *             begin: pass request
 *                    │
 *               ┌────▼───┐ user final: send
 *               │ trying ├──────────────┐
 *               └────┬───┘              │
 *      user 1xx send │                  │
 *              ┌─────▼──────┐      ┌────▼──────┐  J
 *  request ┌───┤ proceeding ├──────► completed ├─────► terminated
 *  again:  └───►            │ user └─────┬──▲──┘
 *  send        └────────────┘ final      └──┘ request again: send
 */
export type NonInviteServerState = 'initial' | 'trying' | 'proceeding' | 'completed';

const final = { next: 'completed', effects: ['send', 'start-J'] } as const;

export const nonInviteServerTable: Table<NonInviteServerState> = {
  initial: { begin: { next: 'trying', effects: ['pass'] } },
  trying: {
    'tu-1xx': { next: 'proceeding', effects: ['send'] },
    'tu-2xx': final,
    'tu-3xx-6xx': final,
  },
  proceeding: {
    resend: { next: 'proceeding', effects: ['send'] },
    'tu-1xx': { next: 'proceeding', effects: ['send'] },
    'tu-2xx': final,
    'tu-3xx-6xx': final,
    'transport-error': { next: 'proceeding', effects: ['report-transport-error'] },
  },
  completed: {
    resend: { next: 'completed', effects: ['send'] },
    'timer-J': { next: 'terminated', effects: [] },
    'transport-error': { next: 'completed', effects: ['report-transport-error'] },
  },
};
