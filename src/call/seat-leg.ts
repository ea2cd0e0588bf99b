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
import { SeatPhones } from './seat-phones.ts';

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
  /** Of the telephone that answered; until then of the first that rings. */
  #legId: string;
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
    const { name, extension } = reservation.seat;
    return new RobotParty(this.#legId, extension ?? name, this.#around.media, () => this.customerLeft());
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
    this.#phones?.heard(event);
  }

  customerLeft(): void {
    this.#step({ kind: 'customer-left', nowMs: this.#around.clock.monotonicMs() });
  }

  #step(input: HandOverInput): void {
    const { state, effects } = handOverStep(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: HandOverEffect): void {
    const { media, services, clock } = this.#around;
    switch (effect.kind) {
      case 'ring-seat': {
        const { seat } = effect.reservation;
        this.#story.tell({ kind: 'transfer-started', seat: seat.name, summary: this.#summary });
        this.#timers.start('ring', seat.ringForMs, () => this.#step({ kind: 'ring-timeout' }));
        this.#phones = this.#phonesOf(seat);
        return this.#phones.ring();
      }
      case 'join':
        this.#timers.stop('ring');
        media.send({ kind: 'play-tone', legId: this.#customerLeg, tone: null });
        media.send({ kind: 'hear', legId: this.#customerLeg, voices: [this.#legId], prompts: [] });
        media.send({ kind: 'hear', legId: this.#legId, voices: [this.#customerLeg], prompts: [] });
        return;
      case 'end-seat':
        this.#timers.stopAll();
        return this.#phones?.end();
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
        this.#timers.stopAll();
        media.send({ kind: 'play-tone', legId: this.#customerLeg, tone: null });
        if (effect.reason !== 'customer-hung-up') this.#ends.failed(effect.reason);
        return;
      case 'ended':
        this.#story.tell({ kind: 'transfer-ended', seat: effect.seat, bridgedMs: effect.bridgedMs });
        if (effect.by === 'seat') this.#ends.seatLeft();
    }
  }

  #phonesOf(seat: Seat): SeatPhones {
    const { callId, tenantId, destination } = this.#order;
    const { media, clock } = this.#around;
    const summary = encodeURIComponent(this.#summary).slice(0, 800);
    const caller = {
      name: destination.caller.replace('+', '') || 'waihu',
      ...(summary === '' ? {} : { headers: { 'X-Waihu-Summary': summary } }),
    };
    return new SeatPhones({ callId, tenantId, seat, legId: this.#legId, caller }, this.#around, {
      answered: ({ id }) => {
        this.#legId = id;
        this.#step({ kind: 'answered', nowMs: clock.monotonicMs() });
      },
      refused: (status) => this.#step({ kind: 'refused', status }),
      left: () => this.#step({ kind: 'seat-left', nowMs: clock.monotonicMs() }),
      held: (on) => media.send({ kind: 'play-music', legId: this.#customerLeg, music: on ? 'default' : null }),
    });
  }
}
