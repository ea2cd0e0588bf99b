import type { QueueFact } from '../../contract/queue-fact.ts';
import type { QueueSettings } from '../../contract/queue-settings.ts';
import { meanWith } from './estimate-wait.ts';
import type { AgentActivity, QueueAgent, QueuedCaller, QueueEffect, QueueRules, QueuesState } from './queue-state.ts';

/** An agent whose telephones refuse at once is not asked again at once. */
const leastRestMs = 1_000;

type OfferFailure = Extract<QueueFact, { kind: 'offer-failed' }>['reason'];

/** A copy of the state that one step works on, with the moves that several inputs share, and the effects so far. */
export class QueuesAtWork {
  readonly nowMs: number;
  readonly rules: QueueRules;
  readonly effects: QueueEffect[] = [];
  /** Callers that came to their queue in this step. */
  readonly entering = new Set<string>();
  #state: QueuesState;

  constructor(state: QueuesState, nowMs: number, rules: QueueRules) {
    this.#state = state;
    this.nowMs = nowMs;
    this.rules = rules;
  }

  get state(): QueuesState {
    return this.#state;
  }

  tell(fact: QueueFact): void {
    this.effects.push({ kind: 'tell', fact });
  }

  caller(callId: string): QueuedCaller | undefined {
    return this.#state.callers.find((caller) => caller.callId === callId);
  }

  agent(name: string): QueueAgent | undefined {
    return this.#state.agents.find((agent) => agent.name === name);
  }

  /** The agent who is in this caller's call, or is having it dialed. */
  agentOf(callId: string): QueueAgent | undefined {
    return this.#state.agents.find(({ activity }) => activity.kind === 'busy' && activity.caller?.callId === callId);
  }

  /** At its place: the order of first joining. */
  putCaller(caller: QueuedCaller): void {
    const others = this.#state.callers.filter(({ callId }) => callId !== caller.callId);
    const after = others.findIndex(({ ordinal }) => ordinal > caller.ordinal);
    this.#state = { ...this.#state, callers: others.toSpliced(after < 0 ? others.length : after, 0, caller) };
  }

  removeCaller(callId: string): void {
    this.#state = { ...this.#state, callers: this.#state.callers.filter((caller) => caller.callId !== callId) };
  }

  takeOrdinal(): number {
    const ordinal = this.#state.nextOrdinal;
    this.#state = { ...this.#state, nextOrdinal: ordinal + 1 };
    return ordinal;
  }

  putAgent(agent: QueueAgent): void {
    const before = this.agent(agent.name);
    const agents = before
      ? this.#state.agents.map((one) => (one.name === agent.name ? agent : one))
      : [...this.#state.agents, agent].toSorted((one, other) => (one.name < other.name ? -1 : 1));
    this.#state = { ...this.#state, agents };
    if (before?.activity.kind !== agent.activity.kind)
      this.#tellAgent(agent.name, agent.activity.kind, agent.activity.kind === 'paused' ? agent.activity.reason : null);
  }

  removeAgent(name: string): void {
    this.#state = { ...this.#state, agents: this.#state.agents.filter((agent) => agent.name !== name) };
    this.#tellAgent(name, 'offline', null);
  }

  #tellAgent(
    agent: string,
    state: Extract<QueueFact, { kind: 'agent-changed' }>['state'],
    reason: string | null,
  ): void {
    this.tell({ kind: 'agent-changed', atMs: this.nowMs, agent, state, reason });
  }

  rememberOffer(queue: string, agent: string): void {
    this.#state = { ...this.#state, lastOffered: { ...this.#state.lastOffered, [queue]: agent } };
  }

  rememberHandling(queue: Pick<QueueSettings, 'name' | 'expectedHandleMs'>, handledMs: number): void {
    const { handling } = this.#state;
    this.#state = {
      ...this.#state,
      handling: { ...handling, [queue.name]: meanWith(handling[queue.name], queue, handledMs) },
    };
  }

  /** In this queue, and in all. */
  waited(caller: QueuedCaller): { readonly waitedMs: number; readonly totalWaitedMs: number } {
    return { waitedMs: this.nowMs - caller.enteredAtMs, totalWaitedMs: this.nowMs - caller.joinedAtMs };
  }

  about(caller: QueuedCaller): { readonly atMs: number; readonly callId: string; readonly queue: string } {
    return { atMs: this.nowMs, callId: caller.callId, queue: caller.queue.name };
  }

  /** Takes an offer back from one agent; what the agent does next is the caller of this method's. */
  endOffer(callId: string, agent: string, reason: OfferFailure): void {
    const caller = this.caller(callId);
    if (!caller) return;
    const failed = reason === 'no-answer' || reason === 'refused';
    this.putCaller({
      ...caller,
      ringing: caller.ringing.filter((name) => name !== agent),
      tried: failed && !caller.tried.includes(agent) ? [...caller.tried, agent] : caller.tried,
    });
    this.effects.push({ kind: 'withdraw-offer', callId, agent, reason });
    this.tell({ kind: 'offer-failed', ...this.about(caller), agent, reason });
  }

  /** Takes all offers of a caller back, but one agent's; none of them is to blame. */
  endOffers(caller: QueuedCaller, reason: OfferFailure, butFor: string | null = null): void {
    for (const name of caller.ringing) {
      if (name === butFor) continue;
      this.endOffer(caller.callId, name, reason);
      const agent = this.agent(name);
      if (agent) this.putAgent({ ...agent, activity: { kind: 'ready' } });
    }
  }

  /** The agent let an offer go: it rests, and after too many in a row it is paused. */
  blame(agent: QueueAgent, queue: QueueSettings): void {
    const unanswered = agent.unanswered + 1;
    const tooMany = queue.pauseAfterNoAnswers > 0 && unanswered >= queue.pauseAfterNoAnswers;
    const activity: AgentActivity = tooMany ? { kind: 'paused', reason: 'no-answer' } : { kind: 'ready' };
    this.putAgent({
      ...agent,
      activity,
      unanswered: tooMany ? 0 : unanswered,
      restUntilMs: this.nowMs + Math.max(queue.noAnswerRestMs, leastRestMs),
    });
  }

  /** Out of a call: to what was asked for meanwhile, else to `next`. */
  freeAgent(agent: QueueAgent, next: AgentActivity): void {
    const { afterCall } = agent;
    if (afterCall.kind === 'offline') return this.removeAgent(agent.name);
    const activity = afterCall.kind === 'paused' ? afterCall : next;
    this.putAgent({ ...agent, activity, idleSinceMs: this.nowMs, afterCall: { kind: 'ready' } });
  }
}
