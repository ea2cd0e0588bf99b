import type { CallId } from '../../contract/ids.ts';
import type { QueueDesk } from '../queue/queue-desk.ts';
import type { HouseCall } from './house-call.ts';
import type { Switchboard } from './switchboard.ts';

/**
 * Tells queues which agents are in calls, and when they have left them: nobody is offered a caller while he talks with another,
 * and who sent a queue's caller on is through with it. The returned function ends it.
 */
export function tellQueuesOfAgents(board: Switchboard, desk: QueueDesk): () => void {
  const known = new Map<CallId, ReadonlySet<string>>();
  return board.onChange((call) => {
    const { callId, tenantId } = call;
    const queues = desk.of(tenantId);
    const before = known.get(callId) ?? new Set();
    const now = call.isOver ? new Set<string>() : seatsIn(call, queues);
    if (now.size > 0) known.set(callId, now);
    else known.delete(callId);
    for (const seat of before) if (!now.has(seat)) queues.freed(seat, callId);
    for (const seat of now) if (!before.has(seat)) queues.occupied(seat, callId);
  });
}

/** Seats whose telephones are in the call, or make it. Whoever only rings may still take another. */
function seatsIn(call: HouseCall, queues: ReturnType<QueueDesk['of']>): ReadonlySet<string> {
  if (asksForItself(call)) return new Set();
  const there = [...call.legs()].filter(({ leg, isUp }) => isUp || leg === call.first);
  return new Set(there.flatMap(({ leg }) => queues.seatAt(leg.party) ?? []));
}

/** The agent signs in, out or pauses by telephone: that is no call to be kept from others for. */
function asksForItself({ order }: HouseCall): boolean {
  const { signIn, signOut, pause } = order.house.lines.featureCodes;
  return order.callee === signIn || order.callee === signOut || order.callee === pause;
}
