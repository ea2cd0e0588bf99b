import type { CallOrder } from '../contract/call-order.ts';
import type { CallOutcome, HangUpBy } from '../contract/call-outcome.ts';
import type { CallRecord } from '../contract/call-record.ts';
import type { LiveCall as LiveCallSummary, LiveParty } from '../contract/live-calls.ts';
import { messageOf } from '../foundation/errors.ts';
import type { CallLeg } from './call-leg.ts';
import { callStep, openCall, type CallEffect, type CallInput, type CallState } from './call-machine.ts';
import type { CallStory } from './call-story.ts';
import { servicesDeadlineMs, type Attendant, type CallSurroundings } from './call-surroundings.ts';
import { CallTape } from './call-tape.ts';
import { customerLegOf } from './customer-leg.ts';
import { CustomerLine, type CustomerPorts } from './customer-line.ts';
import { EarlyMedia } from './early-media.ts';
import { endingOutcome } from './ending-outcome.ts';
import { listenCommand } from './listen-command.ts';
import type { MediaEvent } from './media/media-messages.ts';
import { NamedTimers } from './named-timers.ts';
import { RobotParty, type RobotRoom, type RoomGuests } from './robot-room.ts';
import { SeatLeg } from './seat-leg.ts';
import { Talk } from './talk.ts';

/** After CANCEL the far end has this long to say how the call ended (Timer B and a little). */
const cancelWaitMs = 34_000;

/** One call from order to record: the customer's leg, and the talk and the hand-over that it carries. */
export class LiveCall {
  readonly order: CallOrder;
  readonly tenantId: CallOrder['tenantId'];
  readonly campaignId: CallOrder['campaignId'];
  readonly legId: string;
  readonly #around: CallSurroundings;
  readonly #story: CallStory;
  readonly #ended: (record: CallRecord, sipStatus: number | null) => void;
  readonly #timers: NamedTimers<'ring' | 'cancel'>;
  readonly #talk: Attendant;
  readonly #early = new EarlyMedia();
  #state: CallState;
  readonly #line: CustomerLine;
  readonly #tape: CallTape;
  #ports: CustomerPorts = { audio: 0, text: null };
  #textAgreed = false;
  #seat: SeatLeg | null = null;
  #seats = 0;
  /** The customer, once there. */
  #customer: RobotParty | null = null;
  /** Whom the robot has handed the customer to. */
  #agent: CallLeg | null = null;
  #guests: RoomGuests | null = null;

  constructor(
    order: CallOrder,
    around: CallSurroundings,
    story: CallStory,
    ended: (record: CallRecord, sipStatus: number | null) => void,
  ) {
    this.order = order;
    this.tenantId = order.tenantId;
    this.campaignId = order.campaignId;
    this.legId = customerLegOf(order.callId);
    this.#around = around;
    this.#story = story;
    this.#ended = ended;
    this.#timers = new NamedTimers(around.clock);
    const { destination } = order;
    this.#state = openCall(destination.kind === 'trunk' ? destination.trunk.realTimeText : destination.realTimeText);
    this.#talk = this.#attendant();
    this.#line = new CustomerLine(order, this.legId, around, story, (input) => this.#step(input));
    this.#tape = new CallTape(order, around, (told) => story.tell(told));
  }

  #attendant(): Attendant {
    const { legId, order } = this;
    const [around, story] = [this.#around, this.#story];
    const hangUp = (outcome: CallOutcome, reason: string): void =>
      this.#hangUp('robot', endingOutcome(story.record(), 'robot', outcome), reason);
    const transfer = (skill: string | null, summary: string): void => this.#transfer(skill, summary);
    if (order.script) return new Talk(order, order.script, legId, around, story, { hangUp, transfer });
    const tell: CallStory['tell'] = (event) => story.tell(event);
    return around.attend?.({ order, legId, around, tell, hangUp }) ?? nobody(hangUp);
  }

  /** Tells the start and opens the media; the INVITE follows when both the port and the leave to dial are there. */
  start(): void {
    const { order } = this;
    const { destination } = order;
    this.#story.tell({
      kind: 'call-started',
      tenantId: order.tenantId,
      attemptId: order.attemptId,
      campaignId: order.campaignId,
      leadId: order.leadId,
      direction: 'outbound',
      callee: destination.kind === 'trunk' ? destination.callee : destination.address,
      caller: destination.caller,
      trunk: destination.kind === 'trunk' ? destination.trunk.name : null,
      scriptId: order.script?.id ?? null,
      scriptVersion: order.scriptVersion,
      ...(order.variants && { variants: order.variants }),
    });
    this.#talk.prepare();
    this.#around.media.send({
      kind: 'open-leg',
      callId: order.callId,
      legId: this.legId,
      role: 'customer',
      bindAddress: this.#around.mediaAddress,
      text: this.#state.withText,
    });
  }

  summary(): LiveCallSummary {
    const record = this.#story.record();
    return {
      callId: record.callId,
      tenantId: record.tenantId,
      campaignId: record.campaignId,
      leadId: record.leadId,
      callee: record.callee,
      trunk: record.trunk,
      state: this.#summaryState(),
      startedAtMs: record.startedAtMs,
      answeredAtMs: record.answeredAtMs,
      direction: record.direction,
      caller: record.caller,
      parties: this.#guests?.parties() ?? this.#parties(),
    };
  }

  #parties(): readonly LiveParty[] {
    const [customer, agent] = [this.#customer, this.#agent];
    return [
      ...(customer ? [{ leg: customer.id, party: customer.party, as: 'callee', state: 'talking' } as const] : []),
      ...(agent ? [{ leg: agent.id, party: agent.party, as: 'agent', state: 'talking' } as const] : []),
    ];
  }

  /** The call as people may join it, once the customer is on the line. */
  room(): RobotRoom | null {
    const customer = this.#customer;
    if (this.#state.phase !== 'talking' || !customer) return null;
    return {
      order: this.order,
      story: this.#story,
      customer,
      seat: this.#agent,
      join: (guests) => {
        this.#guests = guests;
      },
      personJoined: () => this.#talk.personJoined(),
      hangUp: (by, outcome, reason) =>
        this.#hangUp(by, by === 'operator' ? outcome : endingOutcome(this.#story.record(), 'seat', outcome), reason),
    };
  }

  #summaryState(): LiveCallSummary['state'] {
    if (this.#state.phase === 'talking') {
      if (this.#seat?.bridged) return 'bridged';
      return this.#seat ? 'transferring' : 'talking';
    }
    if (this.#state.phase === 'opening') return 'dialing';
    if (this.#state.phase === 'inviting') return this.#state.rang ? 'ringing' : 'dialing';
    return 'ending';
  }

  hangUp(reason: string): void {
    this.#hangUp('operator', this.#state.phase === 'talking' ? 'terminated' : 'cancelled', reason);
  }

  heard(event: MediaEvent): void {
    if (event.kind === 'call-closed') return this.#mediaClosed(event);
    if (event.kind === 'degraded')
      return this.#story.tell({ kind: 'degraded', what: event.what, reason: event.reason });
    this.#seat?.heard(event);
    this.#guests?.heard(event);
    if (!('legId' in event) || event.legId !== this.legId) return;
    if (event.kind === 'leg-opened') {
      this.#ports = { audio: event.port, text: event.textPort };
      void this.#askLeave();
    } else if (event.kind === 'leg-failed')
      this.#step({ kind: 'refused', outcome: 'failed', reason: `no media port: ${event.reason}` });
    else if (event.kind === 'media-timeout') this.#mediaSilent(event);
    else if (this.#state.phase === 'inviting') this.#heardEarly(event);
    else if (this.#state.phase === 'talking' && !this.#seat?.bridged) this.#talk.heard(event);
    else if (event.kind === 'play-ended') this.#talk.cutOff(event);
  }

  #heardEarly(event: MediaEvent): void {
    const told = this.#early.heard(event);
    if (told) this.#step(told);
  }

  #mediaSilent(event: Extract<MediaEvent, { kind: 'media-timeout' }>): void {
    if (this.#state.phase !== 'talking') return;
    if (!event.everReceived) this.#hangUp('robot', 'one-way-audio', 'no sound ever came in');
    else this.#hangUp('network', 'interrupted', `no sound came in for ${Math.round(event.silentMs / 1000)} s`);
  }

  /** Commits the attempt as sent; only then may the INVITE leave. */
  async #askLeave(): Promise<void> {
    const { order } = this;
    const { destination } = order;
    if (order.attemptId !== null) {
      try {
        const ours = await this.#around.services.attemptSent(
          order.attemptId,
          order.callId,
          AbortSignal.timeout(servicesDeadlineMs),
        );
        if (!ours)
          return this.#step({ kind: 'refused', outcome: 'cancelled', reason: 'the attempt is no longer ours to dial' });
      } catch (error) {
        return this.#step({
          kind: 'refused',
          outcome: 'cancelled',
          reason: `the attempt could not be committed: ${messageOf(error)}`,
        });
      }
    }
    if (destination.kind === 'trunk' && this.#around.clock.now() > destination.permit.expiresAtMs)
      return this.#step({ kind: 'refused', outcome: 'cancelled', reason: 'the permit had expired' });
    return this.#step({ kind: 'ready' });
  }

  #step(input: CallInput): void {
    const { state, effects } = callStep(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: CallEffect): void {
    const { media } = this.#around;
    switch (effect.kind) {
      case 'invite':
        if (effect.nextAddress) this.#line.nextAddress();
        return this.#line.invite(this.#ports, effect.withText);
      case 'cancel':
        return this.#line.cancel();
      case 'bye':
        this.#line.bye();
        return this.#around.reach('bye-sent', this.order.callId);
      case 'connect':
        this.#textAgreed = effect.media.text !== null;
        return media.send({ kind: 'connect-leg', legId: this.legId, remote: effect.media });
      case 'listen-early':
        media.send({ kind: 'detect-tones', legId: this.legId, on: true });
        media.send({ kind: 'judge-answer', legId: this.legId, phase: 'early' });
        return this.#listen();
      case 'judge-early':
        return media.send({ kind: 'judge-answer', legId: this.legId, phase: 'early' });
      case 'start-talking':
        return this.#startTalking();
      case 'timer':
        return this.#timer(effect.timer, effect.on);
      case 'close-media':
        this.#allLeave();
        return media.send({ kind: 'close-call', callId: this.order.callId });
      case 'tell':
        this.#story.tell(effect.event);
        if (effect.event.kind === 'progressed' && effect.event.status >= 180)
          this.#around.reach('ringing', this.order.callId);
        return undefined;
      case 'end':
        this.#timers.stopAll();
        this.#story.tell({ kind: 'call-ended', ...effect.ending });
        return this.#ended(this.#story.record(), effect.ending.sipStatus);
    }
  }

  #timer(timer: 'ring' | 'cancel', on: boolean): void {
    if (!on) return this.#timers.stop(timer);
    if (timer === 'ring')
      return this.#timers.start('ring', this.order.ringForMs, () => this.#step({ kind: 'ring-timeout' }));
    return this.#timers.start('cancel', cancelWaitMs, () => this.#step({ kind: 'cancel-timeout' }));
  }

  #listen(): void {
    this.#around.media.send(listenCommand(this.legId, this.#around, this.order.script));
  }

  #allLeave(): void {
    this.#talk.stop();
    this.#seat?.customerLeft();
    if (this.#guests) return this.#guests.callOver();
    for (const leg of [this.#agent, this.#customer]) if (leg) this.#tellLeft(leg, 'the call is over');
  }

  #startTalking(): void {
    const { media } = this.#around;
    const { callId } = this.order;
    const { callee } = this.#story.record();
    this.#customer = new RobotParty(this.legId, callee, media, () =>
      this.#hangUp('operator', 'terminated', 'the customer was dropped'),
    );
    this.#story.tell({ kind: 'party-joined', leg: this.legId, party: callee, as: 'callee' });
    this.#tape.start();
    media.send({ kind: 'detect-tones', legId: this.legId, on: true });
    media.send({ kind: 'judge-answer', legId: this.legId, phase: 'answered' });
    this.#listen();
    this.#talk.start(this.#textAgreed);
    this.#around.reach('talking', callId);
  }

  #transfer(skill: string | null, summary: string): void {
    const seat = new SeatLeg(this.order, this.legId, ++this.#seats, this.#around, this.#story, {
      bridged: () => {
        this.#talk.transferAnswered?.();
        this.#agentJoined(seat.party());
      },
      failed: (reason) => {
        this.#seat = null;
        this.#talk.transferFailed?.(reason);
      },
      seatLeft: () => {
        this.#seat = null;
        this.#agentLeft();
      },
    });
    this.#seat = seat;
    void seat.start(skill, summary);
  }

  #agentJoined(agent: CallLeg | null): void {
    if (!agent) return;
    this.#agent = agent;
    this.#story.tell({ kind: 'party-joined', leg: agent.id, party: agent.party, as: 'agent' });
    this.#guests?.seatJoined(agent);
  }

  #agentLeft(): void {
    const agent = this.#agent;
    this.#agent = null;
    if (this.#guests) return this.#guests.seatLeft();
    if (agent) this.#tellLeft(agent, 'it hung up');
    this.#hangUp('seat', 'transferred', 'the seat hung up');
  }

  #tellLeft({ id: leg, party }: CallLeg, reason: string): void {
    this.#story.tell({ kind: 'party-left', leg, party, reason });
  }

  #hangUp(by: HangUpBy, outcome: CallOutcome, reason: string): void {
    this.#step({ kind: 'hang-up', by, outcome, reason });
  }

  #mediaClosed(event: Extract<MediaEvent, { kind: 'call-closed' }>): void {
    this.#tape.closed(event);
    for (const used of event.used) this.#story.tell({ kind: 'used', ...used, modelTokens: 0 });
    this.#step({ kind: 'media-closed' });
  }
}

/** A call that nobody talks in ends when it is answered. */
function nobody(hangUp: (outcome: CallOutcome, reason: string) => void): Attendant {
  const nothing = (): void => undefined;
  const start = (): void => hangUp('failed', 'this program plays no flows');
  return { prepare: nothing, start, heard: nothing, cutOff: nothing, stop: nothing, personJoined: nothing };
}
