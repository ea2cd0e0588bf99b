import type { LiveCalls } from '../../contract/live-calls.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { QueueDesk } from './queue-desk.ts';

/** Keeps queues from agents whom robots' calls have: a hand-over is a call that no queue gave. The returned function ends it. */
export function followHandOvers(live: Pick<LiveCalls, 'subscribe'>, desk: QueueDesk): () => void {
  const tenants = new Map<CallId, TenantId>();
  return live.subscribe((event) => {
    if (event.kind === 'call-started') tenants.set(event.callId, event.tenantId);
    const tenantId = tenants.get(event.callId);
    if (tenantId === undefined) return;
    const queues = desk.of(tenantId);
    if (event.kind === 'transfer-started') queues.occupied(event.seat, event.callId);
    if (event.kind === 'transfer-failed' && event.seat !== null) queues.freed(event.seat, event.callId);
    if (event.kind === 'transfer-ended') queues.freed(event.seat, event.callId);
    if (event.kind === 'call-ended') tenants.delete(event.callId);
  });
}
