import type { CallOrder } from '../contract/call-order.ts';
import type { CallOutcome, HangUpBy } from '../contract/call-outcome.ts';
import type { CallRecord } from '../contract/call-record.ts';
import type { LiveCall as LiveCallSummary } from '../contract/live-calls.ts';
import { messageOf } from '../foundation/errors.ts';
import type { CallEnd, InviteAnswer, KeyPress, OutgoingCall, SipAddress, SipBody } from '../telephony/index.ts';
import { toneCause } from './announcement.ts';
import { callStep, openCall, type CallEffect, type CallInput, type CallState } from './call-machine.ts';
import type { CallStory } from './call-story.ts';
import { servicesDeadlineMs, type Attendant, type CallSurroundings } from './call-surroundings.ts';
import { endingOutcome } from './ending-outcome.ts';
import { measuredLegs } from './media/measured-legs.ts';
import type { MediaEvent, RemoteMedia } from './media/media-messages.ts';
import { NamedTimers } from './named-timers.ts';
import { inviteHead, trunkDomain } from './outgoing-invite.ts';
import { RobotParty, type RobotRoom, type RoomGuests } from './robot-room.ts';
import { SeatLeg } from './seat-leg.ts';
import { OwnSession } from './own-session.ts';
import { EarlyMedia, Talk } from './talk.ts';

/** Of a press whose length nobody told. */
const usualKeyMs = 100;
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
  #sip: OutgoingCall | null = null;
  #ports = { audio: 0, text: null as number | null };
  #textAgreed = false;
  #seat: SeatLeg | null = null;
  #seats = 0;
  #session: OwnSession | null = null;
  #answered = false;
  #recording = false;
  #inviteTold = '';
  #guests: RoomGuests | null = null;
  /** A person has the customer, who is no longer the robot's. */
  #handedOver = false;
  /** Of the trunk, those not yet tried; the first is the one in use. */
  readonly #addresses: SipAddress[];

  constructor(
    order: CallOrder,
    around: CallSurroundings,
    story: CallStory,
    ended: (record: CallRecord, sipStatus: number | null) => void,
  ) {
    this.order = order;
    this.tenantId = order.tenantId;
    this.campaignId = order.campaignId;
    this.legId = `${order.callId}/customer`;
    this.#addresses =
      order.destination.kind === 'trunk' ? [...(around.trunkAddresses?.(order.destination.trunk) ?? [])] : [];
    this.#around = around;
    this.#story = story;
    this.#ended = ended;
    this.#timers = new NamedTimers(around.clock);
    const { destination } = order;
    this.#state = openCall(destination.kind === 'trunk' ? destination.trunk.realTimeText : destination.realTimeText);
    this.#talk = this.#attendant();
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
      parties: this.#answered ? partiesOf(record, this.legId) : [],
    };
  }

  /** The call as people may join it, once the customer is on the line. */
  room(): RobotRoom | null {
    if (this.#state.phase !== 'talking') return null;
    const { order } = this;
    const { media } = this.#around;
    const customer = new RobotParty(this.legId, this.#story.record().callee, media, () =>
      this.#hangUp('operator', 'terminated', 'the customer was dropped'),
    );
    return {
      order,
      story: this.#story,
      customer,
      seat: this.#seat?.party() ?? null,
      join: (guests) => {
        this.#guests = guests;
      },
      personJoined: () => {
        if (this.#handedOver || !this.#talk.transferAnswered) return;
        this.#handedOver = true;
        media.send({ kind: 'stop-play', legId: this.legId });
        if (!this.#seat?.bridged) this.#talk.transferAnswered();
      },
      hangUp: (by, outcome, reason) => this.#hangUp(by, outcome, reason),
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
    else if (this.#state.phase === 'talking' && !this.#seat?.bridged && !this.#handedOver) this.#talk.heard(event);
    else if (event.kind === 'play-ended') this.#talk.cutOff(event);
  }

  #heardEarly(event: MediaEvent): void {
    const { words, cause } = this.#early.heard(event);
    if (cause && cause !== 'forwarded') this.#step({ kind: 'cause-heard', cause, by: 'words', heard: words });
    else if (event.kind === 'tone') {
      const told = toneCause(event.tone);
      if (told) this.#step({ kind: 'cause-heard', cause: told, by: 'tone', heard: event.tone });
    }
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
        if (effect.nextAddress) this.#addresses.shift();
        return this.#invite(effect.withText);
      case 'cancel':
        return this.#sip?.cancel();
      case 'bye':
        void this.#sip?.bye();
        return this.#around.reach('bye-sent', this.order.callId);
      case 'connect':
        this.#textAgreed = effect.media.text !== null;
        return media.send({ kind: 'connect-leg', legId: this.legId, remote: effect.media });
      case 'listen-early':
        media.send({ kind: 'detect-tones', legId: this.legId, on: true });
        return this.#listen();
      case 'start-talking':
        return this.#startTalking();
      case 'timer':
        return this.#timer(effect.timer, effect.on);
      case 'close-media':
        this.#talk.stop();
        this.#seat?.customerLeft();
        this.#guests?.callOver();
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
    const { script } = this.order;
    this.#around.media.send({
      kind: 'listen',
      legId: this.legId,
      detectVoice: true,
      recognizer: this.#around.recognizer,
      hotwords: [],
      language: script?.voice.language ?? 'cmn',
      fillers: script?.fillers ?? [],
    });
  }

  #startTalking(): void {
    const { media, recordingsFolder } = this.#around;
    const { callId } = this.order;
    if (this.order.record) {
      const folder = `${recordingsFolder}/${callId}`;
      this.#recording = true;
      this.#story.tell({ kind: 'recording-started', folder: callId });
      media.send({ kind: 'start-recording', callId, folder });
    }
    media.send({ kind: 'detect-tones', legId: this.legId, on: true });
    this.#listen();
    this.#talk.start(this.#textAgreed);
    this.#around.reach('talking', callId);
  }

  #transfer(skill: string | null, summary: string): void {
    const seat = new SeatLeg(this.order, this.legId, ++this.#seats, this.#around, this.#story, {
      bridged: () => {
        this.#talk.transferAnswered?.();
        this.#guests?.seatChanged(seat.party());
      },
      failed: (reason) => {
        this.#seat = null;
        this.#talk.transferFailed?.(reason);
      },
      seatLeft: () => {
        this.#seat = null;
        this.#guests?.seatChanged(null);
        if (!this.#guests?.keepsCustomer) this.#hangUp('seat', 'transferred', 'the seat hung up');
      },
    });
    this.#seat = seat;
    void seat.start(skill, summary);
  }

  #hangUp(by: HangUpBy, outcome: CallOutcome, reason: string): void {
    this.#step({ kind: 'hang-up', by, outcome, reason });
  }

  #invite(withText: boolean): void {
    const { sip, mediaAddress, journal, services } = this.#around;
    const { callId, tenantId, destination } = this.order;
    const trunk = destination.kind === 'trunk' ? destination.trunk : null;
    const username = trunk?.username;
    const session = new OwnSession(sessionIdOf(this.order), {
      address: mediaAddress,
      port: this.#ports.audio,
      textPort: withText ? this.#ports.text : null,
      codecs: trunk?.codecs ?? ['PCMA', 'PCMU'],
      srtp: trunk?.srtp,
    });
    this.#session = session;
    const head = inviteHead(destination, mediaAddress);
    const [nextHop] = this.#addresses;
    this.#sip = sip.invite(
      {
        ...head,
        ...(nextHop ? { nextHop } : {}),
        offer: session.offer(),
        ...(trunk && username
          ? {
              credentials: () =>
                services.credentials(
                  tenantId,
                  `${username}@${trunkDomain(trunk)}`,
                  AbortSignal.timeout(servicesDeadlineMs),
                ),
            }
          : {}),
        onIdentity: (identity) => {
          journal.append({ kind: 'dialog', callId, leg: 'customer', identity, answered: this.#answered });
          if (this.#inviteTold === identity.callId) return;
          this.#inviteTold = identity.callId;
          this.#story.tell({ kind: 'invite-sent', sipCallId: identity.callId });
        },
      },
      {
        progressed: (answer) =>
          this.#step({ kind: 'progressed', status: answer.status, toTag: answer.toTag, media: this.#mediaIn(answer) }),
        answered: (answer) => this.#wasAnswered(answer),
        failed: (answer) => this.#wasRefused(answer),
        answeredLate: () => {
          this.#dialogOver();
          this.#step({ kind: 'answered-late' });
        },
        ended: (end) => this.#farEndLeft(end),
        reoffered: (offer) => this.#reoffered(offer),
        info: () => undefined,
        pressed: (press) => this.#wasPressed(press),
      },
    );
    this.#around.reach('invite-sent', callId);
  }

  #wasAnswered(answer: InviteAnswer): void {
    this.#answered = true;
    if (this.#sip)
      this.#around.journal.append({
        kind: 'dialog',
        callId: this.order.callId,
        leg: 'customer',
        identity: this.#sip.identity(),
        answered: true,
      });
    this.#step({ kind: 'answered', status: answer.status, toTag: answer.toTag, media: this.#mediaIn(answer) });
  }

  #wasRefused(answer: InviteAnswer): void {
    const { destination } = this.order;
    const trunk = destination.kind === 'trunk' ? destination.trunk : null;
    this.#dialogOver();
    this.#step({
      kind: 'failed',
      status: answer.status,
      q850Cause: q850Of(answer.reason),
      phrase: answer.reasonPhrase,
      trust404: trunk?.trust404 ?? false,
      elsewhere: trunk !== null && this.#addresses.length > 1 && trunk.failoverOn.includes(answer.status),
    });
  }

  /** A key by SIP INFO. A hook flash is none of a menu's. */
  #wasPressed({ key: digit, durationMs }: KeyPress): void {
    if (digit === '!') return;
    const { media } = this.#around;
    media.send({ kind: 'key-told', legId: this.legId, digit, durationMs: durationMs ?? usualKeyMs });
  }

  #dialogOver(): void {
    this.#around.journal.append({ kind: 'dialog-over', callId: this.order.callId, leg: 'customer' });
  }

  #farEndLeft(end: CallEnd): void {
    this.#dialogOver();
    if (end.by === 'local') return;
    const by = end.by === 'remote' ? 'customer' : 'network';
    this.#step({
      kind: 'far-end-left',
      by,
      outcome: endingOutcome(this.#story.record(), by, null),
      q850Cause: q850Of(end.reason),
      reason: end.detail,
    });
  }

  #reoffered(offer: SipBody | null): SipBody | { readonly refuse: number } {
    const answered = this.#session?.answer(offer) ?? { refuse: 488 };
    if ('refuse' in answered) return answered;
    if (answered.media) this.#around.media.send({ kind: 'connect-leg', legId: this.legId, remote: answered.media });
    return answered.body;
  }

  #mediaIn(answer: InviteAnswer): RemoteMedia | null {
    return (answer.body && this.#session?.agreed(answer.body)) ?? null;
  }

  #mediaClosed(event: Extract<MediaEvent, { kind: 'call-closed' }>): void {
    if (this.#recording)
      this.#story.tell({
        kind: 'recording-closed',
        folder: this.order.callId,
        tracks: [...event.tracks],
        maskedSpans: [...event.maskedSpans],
        complete: event.recordingComplete,
      });
    this.#story.tell({ kind: 'media-measured', legs: measuredLegs(event.legs) });
    for (const used of event.used) this.#story.tell({ kind: 'used', ...used, modelTokens: 0 });
    this.#step({ kind: 'media-closed' });
  }
}

/** The customer, and whoever joined. */
function partiesOf({ callee, parties }: CallRecord, customer: string): NonNullable<LiveCallSummary['parties']> {
  const joined = parties.filter(({ leg, leftAtMs }) => leftAtMs === null && leg !== customer);
  return [
    { leg: customer, party: callee, as: 'callee', state: 'talking' },
    ...joined.map(({ leg, party, as }) => ({ leg, party, as, state: 'talking' }) as const),
  ];
}

/** A call that nobody talks in ends when it is answered. */
function nobody(hangUp: (outcome: CallOutcome, reason: string) => void): Attendant {
  const nothing = (): void => undefined;
  const start = (): void => hangUp('failed', 'this program plays no flows');
  return { prepare: nothing, start, heard: nothing, cutOff: nothing, stop: nothing };
}

function q850Of(reason: { readonly protocol: string; readonly cause: number } | null): number | null {
  return reason?.protocol.toUpperCase() === 'Q.850' ? reason.cause : null;
}

/** The session id of RFC 4566 is digits; the call's own id gives them. */
function sessionIdOf(order: CallOrder): string {
  return String(Number.parseInt(order.callId.slice(-12), 16));
}
