import { queueSchema, type QueueSettings } from '../../contract/queue-settings.ts';
import { positionOf } from './caller-order.ts';
import type { QueuedCaller, QueueInput } from './queue-state.ts';
import type { QueuesAtWork } from './queues-at-work.ts';

type Input<Kind extends QueueInput['kind']> = Extract<QueueInput, { kind: Kind }>;

/** Puts a caller into a queue, new or come over from another. */
export function enterQueue(work: QueuesAtWork, caller: QueuedCaller): void {
  work.putCaller(caller);
  work.entering.add(caller.callId);
  const position = positionOf(caller, work.state.callers, work.nowMs);
  work.tell({ kind: 'entered', ...work.about(caller), position, priority: caller.priority });
  work.effects.push({ kind: 'play-music', callId: caller.callId, music: caller.queue.music });
}

export function firstAnnouncementMs(queue: QueueSettings, nowMs: number): number | null {
  return queue.announcements ? nowMs + queue.announcements.firstAfterMs : null;
}

export function callerJoined(work: QueuesAtWork, input: Input<'joined'>): void {
  const { callId, priority = 0, skills = [] } = input;
  if (work.caller(callId) ?? work.agentOf(callId)) return;
  const queue = work.rules.get(input.queue);
  if (!queue) {
    work.effects.push({ kind: 'send-to', callId, to: { kind: 'reject', as: 'not-found' } });
    return;
  }
  const { nowMs } = work;
  enterQueue(work, {
    callId,
    queue,
    priority,
    skills: [...new Set([...queue.skills, ...skills])],
    joinedAtMs: nowMs,
    ordinal: work.takeOrdinal(),
    enteredAtMs: nowMs,
    passed: [],
    ringing: [],
    tried: [],
    announceAtMs: firstAnnouncementMs(queue, nowMs),
    callBackOffered: false,
    callBack: null,
  });
}

export function callOver(work: QueuesAtWork, callId: string): void {
  const caller = work.caller(callId);
  if (caller) {
    if (caller.callBack) return;
    work.endOffers(caller, 'caller-left');
    work.removeCaller(callId);
    work.tell({ kind: 'abandoned', ...work.about(caller), ...work.waited(caller) });
    return;
  }
  const agent = work.agentOf(callId);
  if (agent?.activity.kind !== 'busy' || !agent.activity.caller) return;
  if (agent.activity.dialing) return callBackFailed(work, callId);
  const { caller: served, sinceMs } = agent.activity;
  const talkMs = work.nowMs - sinceMs;
  work.tell({ kind: 'handled', ...work.about(served), agent: agent.name, talkMs });
  const { wrapUpMs } = served.queue;
  const wrapsUp = wrapUpMs > 0 && agent.afterCall.kind === 'ready';
  if (!wrapsUp) work.rememberHandling(served.queue, talkMs);
  work.freeAgent(
    agent,
    wrapsUp
      ? { kind: 'wrap-up', untilMs: work.nowMs + wrapUpMs, queue: served.queue, busyFromMs: sinceMs }
      : { kind: 'ready' },
  );
}

export function callBackAsked(work: QueuesAtWork, { callId, number }: Input<'call-back-asked'>): void {
  const caller = work.caller(callId);
  if (!caller?.queue.callBack || caller.callBack) return;
  work.endOffers(caller, 'caller-left');
  work.putCaller({
    ...caller,
    ringing: [],
    callBack: { number, askedAtMs: work.nowMs, attempts: 0, notBeforeMs: work.nowMs },
  });
  work.tell({ kind: 'call-back-asked', ...work.about(caller), ...work.waited(caller) });
}

/** How a queue that offers no call-backs of its own makes those that a flow promised. */
const usualCallBack = queueSchema.shape.callBack.unwrap().parse({});

export function callBackKept(work: QueuesAtWork, input: Input<'call-back-kept'>): void {
  const { callId, number, priority, joinedAtMs, askedAtMs, attempts, notBeforeMs } = input;
  if (work.caller(callId) ?? work.agentOf(callId)) return;
  const known = work.rules.get(input.queue);
  const about = { atMs: work.nowMs, callId, queue: input.queue };
  const waitedMs = work.nowMs - joinedAtMs;
  const waited = { waitedMs, totalWaitedMs: waitedMs };
  const callBack = known?.callBack ?? usualCallBack;
  if (!known || attempts >= callBack.attempts) {
    const reason = known ? 'not-reached' : 'withdrawn';
    return work.tell({ kind: 'call-back-given-up', ...about, ...waited, reason });
  }
  work.putCaller({
    callId,
    queue: { ...known, callBack },
    priority,
    skills: [...new Set([...known.skills, ...input.skills])],
    joinedAtMs,
    ordinal: work.takeOrdinal(),
    enteredAtMs: joinedAtMs,
    passed: [],
    ringing: [],
    tried: [],
    announceAtMs: null,
    callBackOffered: true,
    callBack: { number, askedAtMs, attempts, notBeforeMs },
  });
  if (!input.restored) work.tell({ kind: 'call-back-asked', ...about, ...waited });
}

export function callBackWithdrawn(work: QueuesAtWork, callId: string): void {
  const caller = work.caller(callId);
  if (caller?.callBack) dropCallBack(work, caller, 'withdrawn');
}

/** Ends a call-back that nobody is dialing now. */
export function dropCallBack(work: QueuesAtWork, caller: QueuedCaller, reason: 'too-late' | 'withdrawn'): void {
  work.endOffers(caller, 'caller-left');
  work.removeCaller(caller.callId);
  work.tell({ kind: 'call-back-given-up', ...work.about(caller), ...work.waited(caller), reason });
}

export function callBackAnswered(work: QueuesAtWork, callId: string): void {
  const agent = work.agentOf(callId);
  if (agent?.activity.kind !== 'busy' || !agent.activity.caller || !agent.activity.dialing) return;
  const { caller } = agent.activity;
  work.putAgent({ ...agent, activity: { ...agent.activity, dialing: false, sinceMs: work.nowMs } });
  work.effects.push({ kind: 'connect', callId, agent: agent.name });
  work.tell({
    kind: 'connected',
    ...work.about(caller),
    ...work.waited(caller),
    agent: agent.name,
    calledBack: true,
  });
}

/** Not reached: later again at the same place, or given up. */
export function callBackFailed(work: QueuesAtWork, callId: string): void {
  const agent = work.agentOf(callId);
  if (agent?.activity.kind !== 'busy' || !agent.activity.dialing || !agent.activity.caller) return;
  const { caller } = agent.activity;
  work.freeAgent(agent, { kind: 'ready' });
  const settings = caller.queue.callBack;
  if (!caller.callBack || !settings) return;
  const attempts = caller.callBack.attempts + 1;
  if (attempts >= settings.attempts) {
    const reason = 'not-reached';
    work.tell({ kind: 'call-back-given-up', ...work.about(caller), ...work.waited(caller), reason });
    return;
  }
  const notBeforeMs = work.nowMs + settings.retryAfterMs;
  work.putCaller({ ...caller, ringing: [], callBack: { ...caller.callBack, attempts, notBeforeMs } });
}
