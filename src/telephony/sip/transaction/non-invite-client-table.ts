import type { Table } from './table.ts';

/**
 * Any other request, client (RFC 3261 §17.1.2).
 *
 *                 begin: send request
 *                        │
 *      E: send again ┌───▼────┐  F, transport error: report
 *          ┌─────────┤ trying ├───────────────┐
 *          └─────────►        │               │
 *                    └─┬───┬──┘               │
 *             1xx pass │   │ 2xx-6xx          │
 *               ┌──────▼───┼─┐                │
 *  1xx pass ┌───┤ proceeding │ F, error       │
 *  E: again └───►            ├────────────────┤
 *               └──────┬─────┘                │
 *         2xx-6xx pass │                      │
 *               ┌──────▼────┐  K              │
 *               │ completed ├────────► terminated
 *               └───────────┘
 */
export type NonInviteClientState = 'initial' | 'trying' | 'proceeding' | 'completed';

const final = { next: 'completed', effects: ['stop-E', 'stop-F', 'forget', 'start-K', 'pass'] } as const;

export const nonInviteClientTable: Table<NonInviteClientState> = {
  initial: { begin: { next: 'trying', effects: ['send', 'start-E', 'start-F'] } },
  trying: {
    'timer-E': { next: 'trying', effects: ['send', 'start-E'] },
    'timer-F': { next: 'terminated', effects: ['report-timeout'] },
    '1xx': { next: 'proceeding', effects: ['slow-resends', 'pass'] },
    '2xx': final,
    '3xx-6xx': final,
    'transport-error': { next: 'terminated', effects: ['report-transport-error'] },
  },
  proceeding: {
    'timer-E': { next: 'proceeding', effects: ['send', 'start-E'] },
    'timer-F': { next: 'terminated', effects: ['report-timeout'] },
    '1xx': { next: 'proceeding', effects: ['pass'] },
    '2xx': final,
    '3xx-6xx': final,
    'transport-error': { next: 'terminated', effects: ['report-transport-error'] },
  },
  completed: {
    'timer-K': { next: 'terminated', effects: [] },
  },
};
