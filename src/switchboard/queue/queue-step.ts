import type { QueueOverflow } from '../../contract/queue-settings.ts';
import { callTargetText } from '../routing/call-target-text.ts';
import { inOrder, positionOf } from './caller-order.ts';
import { chooseAgents, isFree } from './choose-agent.ts';
import { estimateWaitMs } from './estimate-wait.ts';
import { overflowOf, overflowRules } from './overflow-rule.ts';
import type { QueuedCaller, QueueEffect, QueueInput, QueueRules, QueuesState } from './queue-state.ts';
import { QueuesAtWork } from './queues-at-work.ts';
import * as agents from './take-agent-input.ts';
import * as callers from './take-caller-input.ts';

export interface QueueStep {
  readonly state: QueuesState;
  readonly effects: readonly QueueEffect[];
}

/**
 * All queues of a tenant, one input further: what it says, then all that is due by its time. Whoever comes first in
 * order is offered first; an agent is offered one call at a time, whatever queues it serves.
 */
export function queueStep(before: QueuesState, input: QueueInput, rules: QueueRules): QueueStep {
  const work = new QueuesAtWork(before, input.atMs, rules);
  take(work, input);
  endWhatIsDue(work);
  do offerCallers(work);
  while (sendOverflowing(work));
  speakToCallers(work);
  return { state: work.state, effects: work.effects };
}

/** When something is due next if nobody says anything before: the time of the next `tick`; null where nothing is. */
export function nextQueueMoment(state: QueuesState, nowMs: number, rules: QueueRules): number | null {
  const moments = [
    ...state.agents.flatMap(({ activity, restUntilMs }) => {
      if (activity.kind === 'ringing' || activity.kind === 'wrap-up') return [activity.untilMs];
      return activity.kind === 'ready' ? [restUntilMs] : [];
    }),
    ...state.callers.flatMap((caller) => momentsOf(caller, rules)),
  ].filter((ms) => ms > nowMs);
  return moments.length === 0 ? null : moments.reduce((first, ms) => Math.min(first, ms));
}

function momentsOf(caller: QueuedCaller, rules: QueueRules): number[] {
  const { queue, callBack } = caller;
  if (callBack) return [callBack.notBeforeMs, callBack.askedAtMs + (queue.callBack?.keepForMs ?? 0)];
  const waits = overflowRules(caller, rules).flatMap((rule) =>
    rule.when === 'waited' ? [caller.enteredAtMs + rule.afterMs] : [],
  );
  const offer = queue.callBack && !caller.callBackOffered ? [caller.enteredAtMs + queue.callBack.offerAfterMs] : [];
  return [...waits, ...offer, ...(caller.announceAtMs === null ? [] : [caller.announceAtMs])];
}

function take(work: QueuesAtWork, input: QueueInput): void {
  switch (input.kind) {
    case 'joined':
      return callers.callerJoined(work, input);
    case 'call-over':
      return callers.callOver(work, input.callId);
    case 'call-back-asked':
      return callers.callBackAsked(work, input);
    case 'call-back-kept':
      return callers.callBackKept(work, input);
    case 'call-back-withdrawn':
      return callers.callBackWithdrawn(work, input.callId);
    case 'call-back-answered':
      return callers.callBackAnswered(work, input.callId);
    case 'call-back-failed':
      return callers.callBackFailed(work, input.callId);
    case 'tick':
      return undefined;
    default:
      return takeFromAgent(work, input);
  }
}

type AgentInput = Extract<QueueInput, { readonly kind: `agent-${string}` }>;

function takeFromAgent(work: QueuesAtWork, input: AgentInput): void {
  switch (input.kind) {
    case 'agent-accepted':
      return agents.agentAccepted(work, input);
    case 'agent-refused':
      return agents.agentRefused(work, input);
    case 'agent-taken':
      return agents.agentTaken(work, input);
    case 'agent-signed-in':
      return agents.agentSignedIn(work, input);
    case 'agent-skills-changed':
      return agents.agentSkillsChanged(work, input);
    case 'agent-signed-out':
      return agents.agentSignedOut(work, input.agent);
    case 'agent-paused':
      return agents.agentPaused(work, input);
    case 'agent-ready':
      return agents.agentReady(work, input.agent);
    case 'agent-occupied':
      return agents.agentOccupied(work, input.agent);
    case 'agent-freed':
      return agents.agentFreed(work, input.agent);
  }
}

function endWhatIsDue(work: QueuesAtWork): void {
  for (const agent of work.state.agents) {
    const { activity } = agent;
    if (activity.kind === 'ringing' && activity.untilMs <= work.nowMs) {
      const queue = work.caller(activity.callId)?.queue;
      work.endOffer(activity.callId, agent.name, 'no-answer');
      if (queue) work.blame(agent, queue);
    }
    if (activity.kind === 'wrap-up' && activity.untilMs <= work.nowMs) agents.agentReady(work, agent.name);
  }
  for (const caller of work.state.callers)
    if (caller.callBack && work.nowMs - caller.callBack.askedAtMs >= (caller.queue.callBack?.keepForMs ?? 0))
      callers.dropCallBack(work, caller, 'too-late');
}

function offerCallers(work: QueuesAtWork): void {
  for (const { callId } of inOrder(work.state.callers, work.nowMs)) {
    const free = work.state.agents.filter((agent) => isFree(agent, work.nowMs));
    if (free.length === 0) return;
    const caller = work.caller(callId);
    if (!caller || (caller.callBack && caller.callBack.notBeforeMs > work.nowMs)) continue;
    const { queue } = caller;
    if (caller.ringing.length > 0 && queue.strategy !== 'ring-all') continue;
    const chosen = chooseAgents(caller, free, work.state.lastOffered[queue.name]);
    for (const agent of chosen) {
      const untilMs = work.nowMs + queue.ringForMs;
      work.putAgent({ ...agent, activity: { kind: 'ringing', callId, untilMs } });
      work.rememberOffer(queue.name, agent.name);
      const callBackTo = caller.callBack?.number ?? null;
      work.effects.push({ kind: 'offer', callId, agent: agent.name, ringForMs: queue.ringForMs, callBackTo });
      work.tell({ kind: 'offered', ...work.about(caller), agent: agent.name, waitedMs: work.waited(caller).waitedMs });
    }
    if (chosen.length > 0)
      work.putCaller({ ...caller, ringing: [...caller.ringing, ...chosen.map(({ name }) => name)] });
  }
}

/** Whoever rings an agent now is not taken away from it. True where somebody came to another queue. */
function sendOverflowing(work: QueuesAtWork): boolean {
  let moved = false;
  for (const caller of inOrder(work.state.callers, work.nowMs)) {
    if (caller.callBack || caller.ringing.length > 0) continue;
    const rule = overflowOf(caller, work.state, work.rules, work.nowMs, work.entering.has(caller.callId));
    work.entering.delete(caller.callId);
    if (rule) moved = overflow(work, caller, rule) || moved;
  }
  return moved;
}

function overflow(work: QueuesAtWork, caller: QueuedCaller, { when, to }: QueueOverflow): boolean {
  const { nowMs } = work;
  const about = { ...work.about(caller), ...work.waited(caller) };
  work.tell({ kind: 'overflowed', ...about, reason: when, to: callTargetText(to) });
  work.removeCaller(caller.callId);
  const queue = to.kind === 'queue' ? work.rules.get(to.queue) : undefined;
  if (to.kind !== 'queue' || !queue) {
    work.effects.push({ kind: 'send-to', callId: caller.callId, to });
    return false;
  }
  callers.enterQueue(work, {
    ...caller,
    queue,
    priority: Math.max(caller.priority, to.priority),
    skills: [...new Set([...queue.skills, ...to.skills])],
    enteredAtMs: nowMs,
    passed: [...caller.passed, caller.queue.name],
    tried: [],
    announceAtMs: callers.firstAnnouncementMs(queue, nowMs),
    callBackOffered: false,
  });
  return true;
}

/** Nobody is spoken to while an agent's telephone rings for him. */
function speakToCallers(work: QueuesAtWork): void {
  const { nowMs } = work;
  for (const caller of work.state.callers) {
    if (caller.callBack || caller.ringing.length > 0) continue;
    const { announcements, callBack } = caller.queue;
    let spoken = caller;
    if (announcements && caller.announceAtMs !== null && caller.announceAtMs <= nowMs) {
      const position = announcements.position ? positionOf(caller, work.state.callers, nowMs) : null;
      const estimatedWaitMs = announcements.waitingTime ? estimateWaitMs(work.state, caller, nowMs) : null;
      work.effects.push({ kind: 'announce', callId: caller.callId, position, estimatedWaitMs });
      spoken = { ...spoken, announceAtMs: announcements.everyMs > 0 ? nowMs + announcements.everyMs : null };
    }
    if (callBack && !caller.callBackOffered && nowMs - caller.enteredAtMs >= callBack.offerAfterMs) {
      work.effects.push({ kind: 'offer-call-back', callId: caller.callId });
      spoken = { ...spoken, callBackOffered: true };
    }
    if (spoken !== caller) work.putCaller(spoken);
  }
}
