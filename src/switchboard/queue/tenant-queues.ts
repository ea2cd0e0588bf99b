import type { CallId, TenantId } from '../../contract/ids.ts';
import type { LinesDocument, Seat } from '../../contract/lines-document.ts';
import type { KeptAgentState, KeptCallBack } from '../../contract/live-services.ts';
import type { AgentRow, QueueBoard } from '../../contract/queue-board.ts';
import type { QueueFact } from '../../contract/queue-fact.ts';
import type { EachWithout } from '../../foundation/each-without.ts';
import { messageOf } from '../../foundation/errors.ts';
import { DayTallies } from './day-tallies.ts';
import { agentRows, queueRows } from './queue-board.ts';
import type { CallBackDialer, Ringing, WaitingLine } from './queue-calls.ts';
import { noQueues, type QueueEffect, type QueueInput, type QueueRules, type QueuesState } from './queue-state.ts';
import { nextQueueMoment, queueStep } from './queue-step.ts';
import type { CallBackWanted, Joining, QueueDeskParts } from './queue-desk-parts.ts';
import { QueueMemory } from './queue-memory.ts';
import { SeatHold } from './seat-hold.ts';
import { skillsOfSeat } from './skills-of-seat.ts';

type Said = EachWithout<QueueInput, 'atMs'>;
type Effect<Kind extends QueueEffect['kind']> = Extract<QueueEffect, { readonly kind: Kind }>;

/** An agent whom a queue's call has: rung, or talking. */
interface Engaged {
  readonly callId: CallId;
  readonly seat: Seat;
  /** The call that holds the seat: the caller's, or the one to be made to call back. */
  readonly heldFor: CallId;
  readonly hold: SeatHold;
  ringing: Ringing | null;
}

/** The queues of one tenant at work: what happens is told to the machine, and what it decides is done. */
export class TenantQueues {
  readonly #tenantId: TenantId;
  readonly #parts: QueueDeskParts;
  readonly #memory: QueueMemory;
  readonly #today: DayTallies;
  #state: QueuesState = noQueues;
  #rules: QueueRules = new Map();
  #seats: ReadonlyMap<string, Seat> = new Map();
  /** By what its telephone is called. */
  #seatAt: ReadonlyMap<string, string> = new Map();
  #dialer: CallBackDialer | null = null;
  /** Call-backs that wait for somebody who can dial. */
  #promised: Extract<Said, { kind: 'call-back-kept' }>[] = [];
  readonly #lines = new Map<string, WaitingLine>();
  readonly #engaged = new Map<string, Engaged>();
  /** Calls of an agent's own, by seat and call. */
  readonly #own = new Map<string, Map<CallId, SeatHold>>();
  readonly #inbox: Said[] = [];
  #working = false;
  #steppedAtMs = 0;
  #cancelTick: (() => void) | null = null;
  #ordinal = 0;

  constructor(tenantId: TenantId, parts: QueueDeskParts) {
    this.#tenantId = tenantId;
    this.#parts = parts;
    this.#memory = new QueueMemory(tenantId, parts);
    this.#today = new DayTallies(parts.clock, parts.utcOffsetMinutes);
  }

  /** Puts the document's queues and seats in force: a changed queue for the next caller, skills at once. */
  useLines({ queues, seats }: Pick<LinesDocument, 'queues' | 'seats'>): void {
    this.#rules = new Map(queues.map((queue) => [queue.name, queue]));
    this.#seats = new Map(seats.map((seat) => [seat.name, seat]));
    this.#seatAt = new Map(seats.map(({ name, extension }) => [extension ?? name, name]));
    for (const { name } of this.#state.agents) {
      const seat = this.#seats.get(name);
      if (seat) this.#take({ kind: 'agent-skills-changed', agent: name, skills: skillsOfSeat(seat) });
      else this.#take({ kind: 'agent-signed-out', agent: name });
    }
    this.#take({ kind: 'tick' });
  }

  /** Goes on where an earlier run of the program was, once its lines are in force. */
  restore({
    agents,
    callBacks,
  }: {
    readonly agents: readonly KeptAgentState[];
    readonly callBacks: readonly KeptCallBack[];
  }): void {
    for (const { seat, state, reason } of agents) {
      if (state === 'offline' || !this.signIn(seat)) continue;
      if (state === 'paused') this.pause(seat, reason ?? '');
    }
    for (const callBack of callBacks) {
      const { queue, joinedAtMs, askedAtMs, notBeforeMs } = callBack;
      if (queue === null) continue;
      this.#memory.remember(callBack);
      this.#promise({
        ...callBack,
        kind: 'call-back-kept',
        queue,
        joinedAtMs: this.#memory.queueMs(joinedAtMs),
        askedAtMs: this.#memory.queueMs(askedAtMs),
        notBeforeMs: this.#memory.queueMs(notBeforeMs),
        restored: true,
      });
    }
  }

  dialCallBacksBy(dialer: CallBackDialer): void {
    this.#dialer = dialer;
    for (const one of this.#promised.splice(0)) this.#take(one);
  }

  // Callers

  join(joining: Joining, line: WaitingLine): void {
    this.#lines.set(joining.callId, line);
    this.#take({ kind: 'joined', ...joining });
  }

  /** The caller's line is gone, or the call with the agent is over. After a call-back was asked for it means nothing. */
  callOver(callId: CallId): void {
    if (this.#lines.has(callId)) this.#take({ kind: 'call-over', callId });
  }

  /** The caller gives up the line and keeps the place. False: no call-back can be had here. */
  callBackAsked(callId: CallId, number: string): boolean {
    const caller = this.#state.callers.find((one) => one.callId === callId);
    if (!this.#dialer || !caller?.queue.callBack || caller.callBack) return false;
    this.#take({ kind: 'call-back-asked', callId, number });
    return true;
  }

  /** A call-back asked for elsewhere than in a queue, e.g. in a flow. Resolves when it is written down; false: no such queue. */
  async writeCallBack({ callId, queue, number, priority = 0, skills = [] }: CallBackWanted): Promise<boolean> {
    const nowMs = this.#parts.clock.monotonicMs();
    if (queue !== null && !this.#rules.has(queue)) return false;
    const atMs = this.#memory.wallMs(nowMs);
    const kept = { callId, queue, number, priority, skills, attempts: 0 };
    const written = this.#memory.keepCallBack({ ...kept, joinedAtMs: atMs, askedAtMs: atMs, notBeforeMs: atMs });
    if (queue !== null) {
      const times = { joinedAtMs: nowMs, askedAtMs: nowMs, notBeforeMs: nowMs };
      this.#promise({ kind: 'call-back-kept', ...kept, queue, ...times, restored: false });
    }
    await written;
    return true;
  }

  // Agents

  /** The seat at this extension, or of this name where it has an address of its own. */
  seatAt(party: string): string | null {
    return this.#seatAt.get(party) ?? null;
  }

  /** False: there is no such seat. */
  signIn(name: string): boolean {
    const seat = this.#seats.get(name);
    if (!seat) return false;
    this.#take({ kind: 'agent-signed-in', agent: name, skills: skillsOfSeat(seat) });
    if (this.#own.has(name)) this.#take({ kind: 'agent-occupied', agent: name });
    return true;
  }

  signOut(agent: string): void {
    this.#take({ kind: 'agent-signed-out', agent });
  }

  pause(agent: string, reason: string): void {
    this.#take({ kind: 'agent-paused', agent, reason });
  }

  /** Ends a pause or a wrap-up. */
  ready(agent: string): void {
    this.#take({ kind: 'agent-ready', agent });
  }

  /** The agent is in a call that no queue gave. The seat counts as taken for hand-overs too. */
  occupied(agent: string, callId: CallId): void {
    if (!this.#seats.has(agent) || this.#engaged.get(agent)?.heldFor === callId) return;
    const calls = this.#own.get(agent) ?? new Map<CallId, SeatHold>();
    if (calls.has(callId)) return;
    this.#own.set(agent, calls);
    this.#take({ kind: 'agent-occupied', agent });
    calls.set(
      callId,
      this.#hold(agent, callId, () => undefined),
    );
  }

  /** The agent is no longer in that call, which may go on: also one that a queue gave. */
  freed(agent: string, callId: CallId): void {
    const engaged = this.#engaged.get(agent);
    if (engaged?.heldFor === callId && this.#serves(agent, engaged.callId))
      this.#take({ kind: 'call-over', callId: engaged.callId });
    const calls = this.#own.get(agent);
    calls?.get(callId)?.end(true);
    if (!calls?.delete(callId) || calls.size > 0) return;
    this.#own.delete(agent);
    this.#take({ kind: 'agent-freed', agent });
  }

  // What is to be seen

  agents(): readonly AgentRow[] {
    return agentRows(this.#seats.keys(), this.#state);
  }

  board(): Omit<QueueBoard, 'callBacks'> {
    const queues = queueRows(this.#state, this.#rules, this.#today.all, this.#parts.clock.monotonicMs());
    return { sinceMs: this.#today.sinceMs, queues, agents: [...this.agents()] };
  }

  /** Calls whose seats are held and must stay so. */
  callsWithSeats(): readonly CallId[] {
    const own = [...this.#own.values()].flatMap((calls) => [...calls.keys()]);
    return [...[...this.#engaged.values()].map(({ heldFor }) => heldFor), ...own];
  }

  close(): void {
    this.#cancelTick?.();
    this.#memory.close();
  }

  // At work

  #promise(one: Extract<Said, { kind: 'call-back-kept' }>): void {
    if (this.#dialer) this.#take(one);
    else this.#promised.push(one);
  }

  /** One input after the other, also where doing what follows from one brings the next. */
  #take(said: Said): void {
    this.#inbox.push(said);
    if (this.#working) return;
    this.#working = true;
    try {
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) this.#step(next);
    } finally {
      this.#working = false;
    }
    this.#setTimer();
  }

  #step(said: Said): void {
    this.#steppedAtMs = this.#parts.clock.monotonicMs();
    const input: QueueInput = { ...said, atMs: this.#steppedAtMs };
    const { state, effects } = queueStep(this.#state, input, this.#rules);
    this.#state = state;
    for (const effect of effects) {
      try {
        this.#perform(effect);
      } catch (error) {
        this.#parts.logger.error({ effect: effect.kind, reason: messageOf(error) }, 'a queue could not do its work');
      }
    }
    if (said.kind === 'call-over') this.#lines.delete(said.callId);
    this.#disengage();
    this.#memory.note(state, effects);
  }

  #setTimer(): void {
    this.#cancelTick?.();
    const nowMs = this.#parts.clock.monotonicMs();
    // From the last step on: what fell due while its work was done has not been seen yet.
    const dueMs = nextQueueMoment(this.#state, this.#steppedAtMs, this.#rules);
    this.#cancelTick =
      dueMs === null
        ? null
        : this.#parts.clock.after(Math.max(0, Math.ceil(dueMs - nowMs)), () => {
            this.#cancelTick = null;
            this.#take({ kind: 'tick' });
          });
  }

  #perform(effect: QueueEffect): void {
    if (effect.kind === 'tell') return this.#tell(effect.fact);
    if (effect.kind === 'offer') return this.#offer(effect);
    if (effect.kind === 'withdraw-offer') return this.#withdraw(effect);
    if (effect.kind === 'dial-back') return this.#dialBack(effect);
    const line = this.#lines.get(effect.callId);
    switch (effect.kind) {
      case 'connect': {
        const seat = this.#engaged.get(effect.agent)?.seat;
        return seat && line?.connect(seat);
      }
      case 'play-music':
        return line?.playMusic(effect.music);
      case 'announce':
        return line?.announce(effect);
      case 'offer-call-back':
        return this.#dialer ? line?.offerCallBack() : undefined;
      case 'send-to':
        this.#lines.delete(effect.callId);
        return line?.sendTo(effect.to);
    }
  }

  #hold(seat: string, callId: CallId, then: (free: boolean) => void): SeatHold {
    const key = `${callId}/queue/${this.#parts.clock.now()}/${this.#ordinal++}`;
    return new SeatHold(this.#parts, { tenantId: this.#tenantId, seat, callId, key }, then);
  }

  #offer({ callId: asked, agent, ringForMs, callBackTo }: Effect<'offer'>): void {
    const callId = asked as CallId;
    this.#engaged.get(agent)?.hold.end(true);
    this.#engaged.delete(agent);
    const seat = this.#seats.get(agent);
    if (!seat) return this.#take({ kind: 'agent-taken', callId, agent });
    const heldFor = callBackTo === null ? callId : this.#parts.newCallId();
    const hold = this.#hold(agent, heldFor, (free) => {
      if (free) return this.#ring(engaged, ringForMs, callBackTo);
      this.#engaged.delete(agent);
      return this.#take({ kind: 'agent-taken', callId, agent });
    });
    const engaged: Engaged = { callId, seat, heldFor, hold, ringing: null };
    this.#engaged.set(agent, engaged);
  }

  #ring(engaged: Engaged, ringForMs: number, callBackTo: string | null): void {
    const { callId, seat } = engaged;
    const say = (kind: 'agent-accepted' | 'agent-refused') => (): void => {
      if (this.#engaged.get(seat.name) === engaged) this.#take({ kind, callId, agent: seat.name });
    };
    const answers = { accepted: say('agent-accepted'), refused: say('agent-refused') };
    const offer = { seat, ringForMs };
    const ringing =
      callBackTo === null
        ? this.#lines.get(callId)?.ring(offer, answers)
        : this.#dialer?.ring({ ...this.#attempt(engaged, callBackTo), ...offer }, answers);
    // A telephone that is not there refuses before `ring` returns.
    if (this.#engaged.get(seat.name) === engaged) engaged.ringing = ringing ?? null;
    else ringing?.cancel();
  }

  #attempt({ callId: askedIn, heldFor: callId, seat }: Engaged, number: string) {
    const queue = this.#queueOf(askedIn);
    return { tenantId: this.#tenantId, callId, askedIn, queue, number, seat };
  }

  #queueOf(callId: string): string {
    const waiting = this.#state.callers.find((caller) => caller.callId === callId);
    const served = this.#state.agents.flatMap(({ activity }) => (activity.kind === 'busy' ? [activity.caller] : []));
    return (waiting ?? served.find((caller) => caller?.callId === callId))?.queue.name ?? '';
  }

  #withdraw({ callId, agent, reason }: Effect<'withdraw-offer'>): void {
    const engaged = this.#engaged.get(agent);
    if (engaged?.callId !== callId) return;
    this.#engaged.delete(agent);
    engaged.hold.end(reason !== 'no-answer' && reason !== 'refused');
    engaged.ringing?.cancel();
  }

  #dialBack({ callId, agent, number }: Effect<'dial-back'>): void {
    const engaged = this.#engaged.get(agent);
    if (engaged?.callId !== callId || !this.#dialer) return this.#take({ kind: 'call-back-failed', callId });
    const say = (kind: 'call-back-answered' | 'call-back-failed' | 'call-over') => (): void => {
      if (this.#engaged.get(agent) === engaged) this.#take({ kind, callId });
    };
    this.#dialer.dial(this.#attempt(engaged, number), {
      answered: say('call-back-answered'),
      failed: say('call-back-failed'),
      over: say('call-over'),
    });
  }

  #serves(name: string, callId: string): boolean {
    const activity = this.#state.agents.find((agent) => agent.name === name)?.activity;
    return activity?.kind === 'busy' && activity.caller?.callId === callId;
  }

  /** Gives back the seats of agents who are through with their call. */
  #disengage(): void {
    for (const [agent, { hold }] of this.#engaged) {
      const activity = this.#state.agents.find(({ name }) => name === agent)?.activity.kind;
      if (activity === 'ringing' || activity === 'busy' || activity === 'wrap-up') continue;
      this.#engaged.delete(agent);
      hold.end(true);
    }
  }

  #tell(told: QueueFact): void {
    const atMs = this.#parts.clock.now();
    const fact: QueueFact = { ...told, atMs };
    if (fact.kind === 'agent-changed') {
      const { agent: seat, state, reason } = fact;
      return this.#parts.tellAgent(this.#tenantId, { seat, state, reason, sinceMs: atMs });
    }
    const queue = this.#rules.get(fact.queue);
    if (queue) this.#today.count(fact, queue);
    this.#lines.get(fact.callId)?.tell(fact);
    if (fact.kind === 'call-back-asked') this.#lines.delete(fact.callId);
  }
}
