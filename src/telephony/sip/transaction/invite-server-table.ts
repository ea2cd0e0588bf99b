import type { Table } from './table.ts';

/**
 * INVITE, server (RFC 3261 §17.2.1, corrected by RFC 6026 §7.1). A transport error never ends it: the user is told and
 * the peer's retransmission gets the answer again.
 *
 *                     begin: pass INVITE
 *                            │
 *    INVITE: send again ┌────▼───────┐ user 2xx: send
 *    user 1xx: send ┌───┤ proceeding ├─────────────────────┐
 *    try: send 100  └───►            │                     │
 *                       └────┬───────┘                     │
 *            user 3xx-6xx:   │                             │
 *            send       ┌────▼──────┐               ┌──────▼───┐ INVITE: nothing
 *    INVITE, G:     ┌───┤ completed │               │ accepted │ ACK: pass
 *    send again     └───►           │               │          │ user 2xx: send
 *                       └──┬─────┬──┘               └──────┬───┘
 *                     ACK  │     │ H: report no ACK        │ L
 *                     ┌────▼────┐│                         │
 *                     │confirmed││                         │
 *                     └────┬────┘│                         │
 *                        I └─────┴──────► terminated ◄─────┘
 */
export type InviteServerState = 'initial' | 'proceeding' | 'completed' | 'confirmed' | 'accepted';

export const inviteServerTable: Table<InviteServerState> = {
  initial: { begin: { next: 'proceeding', effects: ['start-try', 'pass'] } },
  proceeding: {
    resend: { next: 'proceeding', effects: ['send'] },
    'timer-try': { next: 'proceeding', effects: ['send-trying'] },
    'tu-1xx': { next: 'proceeding', effects: ['stop-try', 'send'] },
    'tu-2xx': { next: 'accepted', effects: ['stop-try', 'send', 'forget', 'start-L'] },
    'tu-3xx-6xx': { next: 'completed', effects: ['stop-try', 'send', 'start-G', 'start-H'] },
    'transport-error': { next: 'proceeding', effects: ['report-transport-error'] },
  },
  completed: {
    resend: { next: 'completed', effects: ['send'] },
    'timer-G': { next: 'completed', effects: ['send', 'start-G'] },
    'timer-H': { next: 'terminated', effects: ['report-no-ack'] },
    ack: { next: 'confirmed', effects: ['stop-G', 'stop-H', 'forget', 'start-I'] },
    'transport-error': { next: 'completed', effects: ['report-transport-error'] },
  },
  confirmed: {
    'timer-I': { next: 'terminated', effects: [] },
  },
  accepted: {
    'tu-2xx': { next: 'accepted', effects: ['send', 'forget'] },
    ack: { next: 'accepted', effects: ['pass-ack'] },
    'timer-L': { next: 'terminated', effects: [] },
    'transport-error': { next: 'accepted', effects: ['report-transport-error'] },
  },
};
