import type { QueueSettings } from '../../contract/queue-settings.ts';
import { canServe } from './choose-agent.ts';
import { positionOf } from './caller-order.ts';
import type { QueuedCaller, QueuesState } from './queue-state.ts';

/** How much the newest call weighs in the mean. */
const newestWeight = 0.1;

/**
 * How long this caller is likely to wait yet: with n agents at work one of them comes free every mean ÷ n, so the
 * caller at place p waits p × mean ÷ n. The mean is that of call and wrap-up in this queue, the newest weighing a
 * tenth; before any was seen, `expectedHandleMs`. Null where nobody who could serve is at work.
 */
export function estimateWaitMs(state: QueuesState, caller: QueuedCaller, nowMs: number): number | null {
  const working = state.agents.filter((agent) => agent.activity.kind !== 'paused' && canServe(agent, caller)).length;
  if (working === 0) return null;
  const meanMs = state.handling[caller.queue.name]?.meanMs ?? caller.queue.expectedHandleMs;
  return Math.round((positionOf(caller, state.callers, nowMs) * meanMs) / working);
}

/** The mean with one more call in it; the first ones weigh as much as each other. */
export function meanWith(
  before: { readonly meanMs: number; readonly seen: number } | undefined,
  queue: Pick<QueueSettings, 'expectedHandleMs'>,
  handledMs: number,
): { readonly meanMs: number; readonly seen: number } {
  const seen = (before?.seen ?? 0) + 1;
  const meanMs = before?.meanMs ?? queue.expectedHandleMs;
  const weight = Math.max(newestWeight, 1 / (seen + 1));
  return { meanMs: meanMs + (handledMs - meanMs) * weight, seen };
}
