import type { CallId } from '../../contract/ids.ts';
import type { KeptAgentState, KeptCallBack } from '../../contract/live-services.ts';
import type { QueueAgent, QueuedCaller, QueuesState } from './queue-state.ts';

/** What must outlast the program of these queues: the promise to call somebody back. `wallMs` turns queue time into wall time. */
export function callBacksToKeep(state: QueuesState, wallMs: (queueMs: number) => number): KeptCallBack[] {
  const waiting = state.callers.flatMap((caller) => (caller.callBack ? [kept(caller, caller.callBack, wallMs)] : []));
  const dialed = state.agents.flatMap(({ activity }) => {
    if (activity.kind !== 'busy' || !activity.dialing || !activity.caller?.callBack) return [];
    const { caller, sinceMs } = activity;
    const { number, askedAtMs, attempts } = activity.caller.callBack;
    const notBeforeMs = sinceMs + (caller.queue.callBack?.retryAfterMs ?? 0);
    return [kept(caller, { number, askedAtMs, attempts: attempts + 1, notBeforeMs }, wallMs)];
  });
  return [...waiting, ...dialed];
}

function kept(
  { callId, queue, priority, skills, joinedAtMs }: QueuedCaller,
  { number, askedAtMs, attempts, notBeforeMs }: NonNullable<QueuedCaller['callBack']>,
  wallMs: (queueMs: number) => number,
): KeptCallBack {
  return {
    callId: callId as CallId,
    queue: queue.name,
    number,
    priority,
    skills,
    joinedAtMs: wallMs(joinedAtMs),
    askedAtMs: wallMs(askedAtMs),
    attempts,
    notBeforeMs: wallMs(notBeforeMs),
  };
}

/** What an agent comes back to after a restart: what was said last. Calls do not outlast the program. */
export function agentToKeep({ name: seat, activity, afterCall }: QueueAgent): KeptAgentState {
  const state = activity.kind === 'paused' || activity.kind === 'wrap-up' ? activity : afterCall;
  return { seat, state: state.kind, reason: state.kind === 'paused' ? state.reason : null };
}
