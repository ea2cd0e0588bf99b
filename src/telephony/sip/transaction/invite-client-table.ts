import type { Table } from './table.ts';

/**
 * INVITE, client (RFC 3261 §17.1.1, corrected by RFC 6026 §8.4).
 *
 *                  begin: send INVITE
 *                         │
 *      A: send again  ┌───▼─────┐  B, transport error: report
 *          ┌──────────┤ calling ├──────────────────────────────┐
 *          └──────────►         │                              │
 *                     └─┬──┬──┬─┘                              │
 *               1xx pass│  │  └────────────────┐               │
 *                 ┌─────▼──┼───┐               │               │
 *            ┌────┤ proceeding │               │               │
 *     1xx pass────►            │               │               │
 *                 └─┬────────┬─┘               │               │
 *          3xx-6xx: │        │ 2xx: pass       │               │
 *         ACK, pass │        └───────┬─────────┘               │
 *               ┌───▼───────┐   ┌────▼─────┐                   │
 *               │ completed │   │ accepted │ 2xx: pass (fork or│
 *  3xx-6xx: ACK └───┬───────┘   └────┬─────┘  resent: the user │
 *                 D │              M │        sends the ACK)   │
 *                   └───────┬────────┴─────────────────────────┘
 *                    ┌──────▼─────┐
 *                    │ terminated │
 *                    └────────────┘
 */
export type InviteClientState = 'initial' | 'calling' | 'proceeding' | 'completed' | 'accepted';

export const inviteClientTable: Table<InviteClientState> = {
  initial: { begin: { next: 'calling', effects: ['send', 'start-A', 'start-B'] } },
  calling: {
    'timer-A': { next: 'calling', effects: ['send', 'start-A'] },
    'timer-B': { next: 'terminated', effects: ['report-timeout'] },
    '1xx': { next: 'proceeding', effects: ['stop-A', 'stop-B', 'pass'] },
    '2xx': { next: 'accepted', effects: ['stop-A', 'stop-B', 'forget', 'start-M', 'pass'] },
    '3xx-6xx': { next: 'completed', effects: ['stop-A', 'stop-B', 'acknowledge', 'send', 'start-D', 'pass'] },
    'transport-error': { next: 'terminated', effects: ['report-transport-error'] },
  },
  proceeding: {
    '1xx': { next: 'proceeding', effects: ['pass'] },
    '2xx': { next: 'accepted', effects: ['forget', 'start-M', 'pass'] },
    '3xx-6xx': { next: 'completed', effects: ['acknowledge', 'send', 'start-D', 'pass'] },
  },
  completed: {
    '3xx-6xx': { next: 'completed', effects: ['send'] },
    'timer-D': { next: 'terminated', effects: [] },
    'transport-error': { next: 'terminated', effects: [] },
  },
  accepted: {
    '2xx': { next: 'accepted', effects: ['pass'] },
    'timer-M': { next: 'terminated', effects: [] },
  },
};
