import type { QueuedCaller } from './queue-state.ts';

/** Priority now: what it came with, and one more for each span that it has waited. */
export function priorityAt(caller: QueuedCaller, nowMs: number): number {
  const { raisePriorityEveryMs } = caller.queue;
  const raised = raisePriorityEveryMs === 0 ? 0 : Math.floor((nowMs - caller.joinedAtMs) / raisePriorityEveryMs);
  return caller.priority + raised;
}

/** Whose turn it is first: higher priority, then who joined first. */
export function inOrder(callers: readonly QueuedCaller[], nowMs: number): QueuedCaller[] {
  return callers.toSorted(
    (one, other) =>
      priorityAt(other, nowMs) - priorityAt(one, nowMs) ||
      one.joinedAtMs - other.joinedAtMs ||
      one.ordinal - other.ordinal,
  );
}

/** From 1, in the caller's own queue; who waits to be called back keeps a place too. */
export function positionOf(caller: QueuedCaller, callers: readonly QueuedCaller[], nowMs: number): number {
  const queue = callers.filter((one) => one.queue.name === caller.queue.name);
  return inOrder(queue, nowMs).findIndex(({ callId }) => callId === caller.callId) + 1;
}
