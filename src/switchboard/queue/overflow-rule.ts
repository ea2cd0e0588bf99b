import type { QueueOverflow } from '../../contract/queue-settings.ts';
import { canServe } from './choose-agent.ts';
import type { QueuedCaller, QueueRules, QueuesState } from './queue-state.ts';

/** Rules that may send this caller away at all: no overflow leads back to a queue that it was in, or to one that is gone. */
export function overflowRules(caller: QueuedCaller, rules: QueueRules): readonly QueueOverflow[] {
  return caller.queue.overflow.filter(
    ({ to }) =>
      to.kind !== 'queue' ||
      (to.queue !== caller.queue.name && !caller.passed.includes(to.queue) && rules.has(to.queue)),
  );
}

/** The rule by which this caller is sent away now, if any. `entering`: it came to the queue just now. */
export function overflowOf(
  caller: QueuedCaller,
  state: QueuesState,
  rules: QueueRules,
  nowMs: number,
  entering: boolean,
): QueueOverflow | undefined {
  return overflowRules(caller, rules).find((rule) => {
    switch (rule.when) {
      case 'waited':
        return nowMs - caller.enteredAtMs >= rule.afterMs;
      case 'length':
        return entering && othersWaiting(caller, state) >= rule.waiting;
      case 'no-agents':
        return !state.agents.some(
          (agent) => agent.activity.kind !== 'paused' && agent.afterCall.kind === 'ready' && canServe(agent, caller),
        );
    }
  });
}

function othersWaiting(caller: QueuedCaller, { callers }: QueuesState): number {
  return callers.filter(({ callId, queue }) => queue.name === caller.queue.name && callId !== caller.callId).length;
}
