import type { AgentActivity, QueueAgent, QueueInput } from './queue-state.ts';
import type { QueuesAtWork } from './queues-at-work.ts';

type Input<Kind extends QueueInput['kind']> = Extract<QueueInput, { kind: Kind }>;

export function agentSignedIn(work: QueuesAtWork, { agent: name, skills }: Input<'agent-signed-in'>): void {
  const known = work.agent(name);
  work.putAgent(
    known
      ? { ...known, skills, afterCall: known.afterCall.kind === 'offline' ? { kind: 'ready' } : known.afterCall }
      : {
          name,
          skills,
          activity: { kind: 'ready' },
          idleSinceMs: work.nowMs,
          callsTaken: 0,
          unanswered: 0,
          restUntilMs: work.nowMs,
          afterCall: { kind: 'ready' },
        },
  );
}

/** Of a signed-in agent, whatever it does now. */
export function agentSkillsChanged(work: QueuesAtWork, { agent: name, skills }: Input<'agent-skills-changed'>): void {
  const agent = work.agent(name);
  if (agent) work.putAgent({ ...agent, skills });
}

/** Leaves what can be left at once: a ringing offer, a wrap-up. */
function leave(work: QueuesAtWork, agent: QueueAgent): void {
  if (agent.activity.kind === 'ringing') work.endOffer(agent.activity.callId, agent.name, 'agent-left');
  if (agent.activity.kind === 'wrap-up')
    work.rememberHandling(agent.activity.queue, work.nowMs - agent.activity.busyFromMs);
}

export function agentSignedOut(work: QueuesAtWork, name: string): void {
  const agent = work.agent(name);
  if (!agent) return;
  if (agent.activity.kind === 'busy') return work.putAgent({ ...agent, afterCall: { kind: 'offline' } });
  leave(work, agent);
  work.removeAgent(name);
}

export function agentPaused(work: QueuesAtWork, { agent: name, reason }: Input<'agent-paused'>): void {
  const agent = work.agent(name);
  if (!agent) return;
  if (agent.activity.kind === 'busy') return work.putAgent({ ...agent, afterCall: { kind: 'paused', reason } });
  leave(work, agent);
  work.putAgent({ ...agent, activity: { kind: 'paused', reason } });
}

export function agentReady(work: QueuesAtWork, name: string): void {
  const agent = work.agent(name);
  if (!agent || agent.activity.kind === 'ringing') return;
  if (agent.activity.kind === 'busy') return work.putAgent({ ...agent, afterCall: { kind: 'ready' } });
  leave(work, agent);
  const idleSinceMs = agent.activity.kind === 'paused' ? work.nowMs : agent.idleSinceMs;
  work.putAgent({ ...agent, activity: { kind: 'ready' }, idleSinceMs, unanswered: 0, restUntilMs: work.nowMs });
}

/** In a call of its own; a pause goes on after it. */
export function agentOccupied(work: QueuesAtWork, name: string): void {
  const agent = work.agent(name);
  if (!agent || agent.activity.kind === 'busy') return;
  leave(work, agent);
  const activity: AgentActivity = { kind: 'busy', caller: null, dialing: false, sinceMs: work.nowMs };
  work.putAgent({
    ...agent,
    activity,
    afterCall: agent.activity.kind === 'paused' ? agent.activity : { kind: 'ready' },
  });
}

export function agentFreed(work: QueuesAtWork, name: string): void {
  const agent = work.agent(name);
  if (agent?.activity.kind === 'busy' && agent.activity.caller === null) work.freeAgent(agent, { kind: 'ready' });
}

export function agentAccepted(work: QueuesAtWork, input: Input<'agent-accepted'>): void {
  const { callId, agent: name } = input;
  const [agent, caller] = [work.agent(name), work.caller(callId)];
  if (!agent || !caller?.ringing.includes(name)) {
    // It answered an offer that was taken back on the way: what it answered must end.
    if (work.agentOf(callId)?.name !== name)
      work.effects.push({ kind: 'withdraw-offer', callId, agent: name, reason: 'answered-elsewhere' });
    return;
  }
  work.endOffers(caller, 'answered-elsewhere', name);
  work.removeCaller(callId);
  work.putAgent({
    ...agent,
    activity: { kind: 'busy', caller, dialing: caller.callBack !== null, sinceMs: work.nowMs },
    callsTaken: agent.callsTaken + 1,
    unanswered: 0,
  });
  if (caller.callBack) {
    const { number, attempts } = caller.callBack;
    work.effects.push({ kind: 'dial-back', callId, agent: name, number });
    work.tell({ kind: 'call-back-tried', ...work.about(caller), agent: name, attempt: attempts + 1 });
    return;
  }
  work.effects.push({ kind: 'connect', callId, agent: name });
  work.tell({ kind: 'connected', ...work.about(caller), ...work.waited(caller), agent: name, calledBack: false });
}

export function agentRefused(work: QueuesAtWork, { callId, agent: name }: Input<'agent-refused'>): void {
  const caller = work.caller(callId);
  const agent = work.agent(name);
  if (!agent || !caller?.ringing.includes(name)) return;
  work.endOffer(callId, name, 'refused');
  work.blame(agent, caller.queue);
}

/** After so long it is tried once more whether the agent is free. */
const takenRestMs = 2_000;

export function agentTaken(work: QueuesAtWork, { callId, agent: name }: Input<'agent-taken'>): void {
  const agent = work.agent(name);
  if (!agent || !work.caller(callId)?.ringing.includes(name)) return;
  work.endOffer(callId, name, 'agent-taken');
  work.putAgent({ ...agent, activity: { kind: 'ready' }, restUntilMs: work.nowMs + takenRestMs });
}
