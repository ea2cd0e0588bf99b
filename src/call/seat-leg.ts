import type { CallOrder } from '../contract/call-order.ts';
import type { Seat } from '../contract/lines-document.ts';
import { messageOf } from '../foundation/errors.ts';
import type { CallStory } from './call-story.ts';
import { servicesDeadlineMs, type CallSurroundings } from './call-surroundings.ts';
import {
  handOverStep,
  newHandOver,
  type HandOver,
  type HandOverEffect,
  type HandOverFailure,
  type HandOverInput,
} from './hand-over.ts';
import type { MediaEvent } from './media/media-messages.ts';
import { NamedTimers } from './named-timers.ts';
import { RobotParty } from './robot-room.ts';
import { placesOf, SeatPhones } from './seat-phones.ts';

export interface SeatLegEnds {
  bridged(): void;
  failed(reason: HandOverFailure): void;
  /** The person hung up: the customer's leg is to end too. */
  seatLeft(): void;
}

/** Runs one hand-over: reserves a seat, calls it, joins it with the customer, and tidies up after either leaves. */
export class SeatLeg {
  readonly #order: CallOrder;
  readonly #customerLeg: string;
  readonly #legId: string;
  readonly #around: CallSurroundings;
  readonly #story: CallStory;
  readonly #ends: SeatLegEnds;
  readonly #timers: NamedTimers<'ring'>;
  #state: HandOver = newHandOver;
  #phones: SeatPhones | null = null;
  #summary = '';
  #startedAtMs = 0;

  constructor(
    order: CallOrder,
    customerLeg: string,
    ordinal: number,
    around: CallSurroundings,
    story: CallStory,
    ends: SeatLegEnds,
  ) {
    this.#order = order;
    this.#customerLeg = customerLeg;
    this.#legId = `${order.callId}/seat${ordinal}`;
    this.#around = around;
    this.#story = story;
    this.#ends = ends;
    this.#timers = new NamedTimers(around.clock);
  }

  get bridged(): boolean {
    return this.#state.phase === 'bridged';
  }

  /** The person at the seat, as a party of the call; null before it is bridged. */
  party(): RobotParty | null {
    const { reservation } = this.#state;
    if (!this.bridged || !reservation) return null;
    return new RobotParty(this.#legId, reservation.seat.name, this.#around.media, () => this.customerLeft());
  }

  async start(skill: string | null, summary: string): Promise<void> {
    this.#summary = summary;
    this.#startedAtMs = this.#around.clock.monotonicMs();
    const { callId, tenantId } = this.#order;
    const signal = AbortSignal.timeout(servicesDeadlineMs);
    this.#around.media.send({ kind: 'play-tone', legId: this.#customerLeg, tone: 'hold' });
    try {
      const reservation = await this.#around.services.reserveSeat(
        { tenantId, skill, callId, key: this.#legId },
        signal,
      );
      this.#step(reservation ? { kind: 'reserved', reservation } : { kind: 'no-seat' });
    } catch (error) {
      this.#around.logger.warn({ callId, reason: messageOf(error) }, 'no seat could be reserved');
      this.#step({ kind: 'no-seat' });
    }
  }

  heard(event: MediaEvent): void {
    if (!('legId' in event) || event.legId !== this.#legId) return;
    if (event.kind === 'leg-failed') this.#step({ kind: 'leg-failed' });
    else if (event.kind === 'leg-opened') {
      this.#port = event.port;
      this.#step({ kind: 'leg-opened' });
    }
  }

  customerLeft(): void {
    this.#step({ kind: 'customer-left', nowMs: this.#around.clock.monotonicMs() });
  }

  #port = 0;

  #step(input: HandOverInput): void {
    const { state, effects } = handOverStep(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: HandOverEffect): void {
    const { media, mediaAddress, services, clock } = this.#around;
    switch (effect.kind) {
      case 'open-leg':
        this.#story.tell({ kind: 'transfer-started', seat: effect.reservation.seat.name, summary: this.#summary });
        media.send({
          kind: 'open-leg',
          callId: this.#order.callId,
          legId: this.#legId,
          role: 'seat',
          bindAddress: mediaAddress,
          text: false,
        });
        return;
      case 'invite-seat':
        this.#timers.start('ring', effect.reservation.seat.ringForMs, () => this.#step({ kind: 'ring-timeout' }));
        this.#invite(effect.reservation.seat);
        return;
      case 'join':
        this.#timers.stop('ring');
        media.send({ kind: 'play-tone', legId: this.#customerLeg, tone: null });
        media.send({ kind: 'connect-leg', legId: this.#legId, remote: effect.media });
        media.send({ kind: 'hear', legId: this.#customerLeg, voices: [this.#legId], prompts: [] });
        media.send({ kind: 'hear', legId: this.#legId, voices: [this.#customerLeg], prompts: [] });
        return;
      case 'cancel-seat':
        this.#phones?.cancel();
        this.#closeLeg();
        return;
      case 'bye-seat':
        this.#phones?.bye();
        this.#closeLeg();
        return;
      case 'release':
        void services
          .releaseSeat(effect.reservation.reservationId, effect.answered)
          .catch((error: unknown) =>
            this.#around.logger.warn({ reason: messageOf(error) }, 'a seat could not be given back'),
          );
        return;
      case 'answered':
        this.#story.tell({
          kind: 'transfer-answered',
          seat: effect.seat,
          afterMs: clock.monotonicMs() - this.#startedAtMs,
        });
        this.#ends.bridged();
        return;
      case 'failed':
        this.#story.tell({ kind: 'transfer-failed', seat: effect.seat, reason: effect.reason });
        this.#closeLeg();
        media.send({ kind: 'play-tone', legId: this.#customerLeg, tone: null });
        if (effect.reason !== 'customer-hung-up') this.#ends.failed(effect.reason);
        return;
      case 'ended':
        this.#story.tell({ kind: 'transfer-ended', seat: effect.seat, bridgedMs: effect.bridgedMs });
        if (effect.by === 'seat') this.#ends.seatLeft();
    }
  }

  #closeLeg(): void {
    this.#timers.stopAll();
    this.#around.media.send({ kind: 'close-leg', legId: this.#legId });
  }

  #invite(seat: Seat): void {
    const { tenantId, destination } = this.#order;
    const phones = new SeatPhones(
      {
        callId: this.#order.callId,
        places: placesOf(seat, tenantId, this.#around),
        caller: destination.caller.replace('+', '') || 'waihu',
        summary: this.#summary,
        port: this.#port,
        srtp: seat.srtp,
      },
      this.#around,
      {
        answered: (media) => this.#step({ kind: 'answered', media, nowMs: this.#around.clock.monotonicMs() }),
        refused: (status) => this.#step({ kind: 'refused', status }),
        left: () => this.#step({ kind: 'seat-left', nowMs: this.#around.clock.monotonicMs() }),
        changed: (remote) => this.#around.media.send({ kind: 'connect-leg', legId: this.#legId, remote }),
      },
    );
    this.#phones = phones;
    phones.ring();
  }
}
