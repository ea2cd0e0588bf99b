import type { CallId, TenantId } from '../contract/ids.ts';
import type { Seat } from '../contract/lines-document.ts';
import type { IncomingCall, Referral } from '../telephony/index.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import type { CallLeg, LegOwner, LegRefusal } from './call-leg.ts';
import { Leg } from './leg.ts';
import type { LegWay, ShownCaller } from './leg-way.ts';
import type { MediaEvent } from './media/media-messages.ts';

/** How a seat is called: at its address, or at every telephone registered at its extension now. */
export function waysTo(
  { address, extension }: Seat,
  tenantId: TenantId,
  { phonesOf, mediaAddress }: Pick<CallSurroundings, 'phonesOf' | 'mediaAddress'>,
): readonly Exclude<LegWay, { readonly kind: 'trunk' }>[] {
  if (address !== undefined) return [{ kind: 'address', uri: address }];
  if (extension === undefined) return [];
  return (phonesOf?.(tenantId, extension) ?? []).map((contact) => ({ kind: 'phone', contact, domain: mediaAddress }));
}

export interface SeatPhonesOrder {
  readonly callId: CallId;
  readonly tenantId: TenantId;
  readonly seat: Seat;
  /** Of the first telephone's leg; those of others begin with it. */
  readonly legId: string;
  readonly caller: ShownCaller;
}

export interface SeatPhonesEnds {
  answered(leg: CallLeg): void;
  /** None of them took the call. */
  refused(status: number): void;
  left(): void;
  /** The telephone in the call holds it, or took it back. */
  held(on: boolean): void;
}

/** No telephone is there to ring (RFC 3261 §21.4.18). */
const nobodyThere = 480;

/** The telephones of one seat, rung at once: the first that answers has the call. */
export class SeatPhones implements LegOwner {
  readonly callId: CallId;
  readonly #order: SeatPhonesOrder;
  readonly #around: CallSurroundings;
  readonly #ends: SeatPhonesEnds;
  readonly #ringing = new Set<CallLeg>();
  #talking: CallLeg | null = null;
  #over = false;

  constructor(order: SeatPhonesOrder, around: CallSurroundings, ends: SeatPhonesEnds) {
    this.callId = order.callId;
    this.#order = order;
    this.#around = around;
    this.#ends = ends;
  }

  ring(): void {
    const { seat, tenantId, legId, caller } = this.#order;
    const ways = waysTo(seat, tenantId, this.#around);
    if (ways.length === 0) return this.#ends.refused(nobodyThere);
    const party = seat.extension ?? seat.name;
    for (const [index, way] of ways.entries()) {
      const id = index === 0 ? legId : `${legId}-${index + 1}`;
      const options = { id, tenantId, party, role: 'seat', srtp: seat.srtp } as const;
      this.#ringing.add(Leg.calling(way, caller, options, this.#around, this));
    }
  }

  /** Nobody is needed any more: who rings hears a CANCEL, who talks a BYE. */
  end(): void {
    this.#over = true;
    this.#cancel();
    this.#talking?.end();
  }

  heard(event: MediaEvent): void {
    this.#talking?.heard(event);
    for (const leg of this.#ringing) leg.heard(event);
  }

  tell(): void {
    // The record of a robot's call has one INVITE, its customer's.
  }

  rang(): void {
    // The customer hears music meanwhile.
  }

  answered(leg: CallLeg): void {
    this.#ringing.delete(leg);
    if (this.#over || this.#talking) return leg.end();
    this.#talking = leg;
    this.#cancel();
    this.#ends.answered(leg);
  }

  refused(leg: CallLeg, { status }: LegRefusal): void {
    this.#ringing.delete(leg);
    if (this.#over || this.#talking || this.#ringing.size > 0) return;
    this.#over = true;
    this.#ends.refused(status);
  }

  left(leg: CallLeg): void {
    if (this.#talking !== leg) return;
    this.#talking = null;
    this.#ends.left();
  }

  heldUs(leg: CallLeg, on: boolean): void {
    if (this.#talking === leg) this.#ends.held(on);
  }

  /** Its dialog is the robot's call's: it leads to no other. */
  referred(_leg: CallLeg, referral: Referral): void {
    referral.reject(603);
  }

  replaced(_leg: CallLeg, call: IncomingCall): void {
    call.reject(603);
  }

  #cancel(): void {
    const rest = [...this.#ringing];
    this.#ringing.clear();
    for (const leg of rest) leg.end();
  }
}
