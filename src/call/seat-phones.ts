import type { CallId, TenantId } from '../contract/ids.ts';
import type { Seat } from '../contract/lines-document.ts';
import type { OutgoingCall, RemoteMedia, SipAddress } from '../telephony/index.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import { OwnSession } from './own-session.ts';

/** One telephone that a seat is rung at. */
export interface SeatPlace {
  readonly uri: string;
  readonly nextHop?: SipAddress;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a seat sits: at its address, or wherever telephones of its extension are registered now. */
export function placesOf(
  { address, extension }: Seat,
  tenantId: TenantId,
  { phonesOf }: Pick<CallSurroundings, 'phonesOf'>,
): readonly SeatPlace[] {
  if (address !== undefined) return [{ uri: address }];
  if (extension === undefined) return [];
  return (phonesOf?.(tenantId, extension) ?? []).map(({ uri, nextHop, routeHeaders }) => ({
    uri,
    nextHop,
    headers: routeHeaders,
  }));
}

export interface SeatPhonesOrder {
  readonly callId: CallId;
  readonly places: readonly SeatPlace[];
  readonly caller: string;
  /** What the robot learnt, for the agent's screen. */
  readonly summary: string;
  /** One for all: only the telephone that answers sends there. */
  readonly port: number;
  readonly srtp: Seat['srtp'];
}

export interface SeatPhonesEnds {
  answered(media: RemoteMedia): void;
  /** None of them took the call. */
  refused(status: number): void;
  left(): void;
  /** The session of the telephone in the call is another now. */
  changed(media: RemoteMedia): void;
}

interface Phone {
  readonly leg: string;
  readonly session: OwnSession;
  sip: OutgoingCall | null;
  answered: boolean;
}

/** No telephone is there to ring (RFC 3261 §21.4.18). */
const nobodyThere = 480;

/** The telephones of one seat, rung at once: the first that answers has the call. */
export class SeatPhones {
  readonly #order: SeatPhonesOrder;
  readonly #around: CallSurroundings;
  readonly #ends: SeatPhonesEnds;
  readonly #ringing = new Set<Phone>();
  #talking: Phone | null = null;
  #over = false;

  constructor(order: SeatPhonesOrder, around: CallSurroundings, ends: SeatPhonesEnds) {
    this.#order = order;
    this.#around = around;
    this.#ends = ends;
  }

  ring(): void {
    const { places, port, srtp } = this.#order;
    if (places.length === 0) return this.#ends.refused(nobodyThere);
    const address = this.#around.mediaAddress;
    const phones = places.map((place, index) => ({
      place,
      leg: index === 0 ? 'seat' : `seat-phone${index + 1}`,
      session: new OwnSession(String(port), { address, port, textPort: null, codecs: ['PCMA', 'PCMU'], srtp }),
      sip: null,
      answered: false,
    }));
    for (const phone of phones) this.#ringing.add(phone);
    for (const phone of phones) if (!this.#over) this.#invite(phone, phone.place);
  }

  cancel(): void {
    this.#over = true;
    for (const { sip } of this.#ringing) sip?.cancel();
    this.#ringing.clear();
  }

  bye(): void {
    void this.#talking?.sip?.bye();
  }

  #invite(phone: Phone, { uri, nextHop, headers }: SeatPlace): void {
    const { sip, mediaAddress, journal } = this.#around;
    const { callId, caller } = this.#order;
    const summary = encodeURIComponent(this.#order.summary).slice(0, 800);
    const { leg, session } = phone;
    const over = (): void => journal.append({ kind: 'dialog-over', callId, leg });
    phone.sip = sip.invite(
      {
        requestUri: uri,
        ...(nextHop ? { nextHop } : {}),
        from: { uri: `sip:${caller}@${mediaAddress}` },
        to: uri,
        headers: { ...headers, ...(summary === '' ? {} : { 'X-Waihu-Summary': summary }) },
        offer: session.offer(),
        onIdentity: (identity) => journal.append({ kind: 'dialog', callId, leg, identity, answered: phone.answered }),
      },
      {
        progressed: () => undefined,
        answered: ({ body }) => this.#answered(phone, body && session.agreed(body)),
        failed: ({ status }) => {
          over();
          this.#refused(phone, status);
        },
        answeredLate: over,
        ended: () => {
          over();
          if (this.#talking === phone) this.#ends.left();
        },
        reoffered: (offer) => {
          const answer = session.answer(offer);
          if ('refuse' in answer) return answer;
          if (answer.media && this.#talking === phone) this.#ends.changed(answer.media);
          return answer.body;
        },
        info: () => undefined,
      },
    );
  }

  #answered(phone: Phone, media: RemoteMedia | null): void {
    const { callId } = this.#order;
    phone.answered = true;
    if (phone.sip)
      this.#around.journal.append({
        kind: 'dialog',
        callId,
        leg: phone.leg,
        identity: phone.sip.identity(),
        answered: true,
      });
    if (this.#over || this.#talking || !media) {
      void phone.sip?.bye();
      if (!media) this.#refused(phone, 488);
      return;
    }
    this.#talking = phone;
    this.#ringing.delete(phone);
    this.cancel();
    this.#ends.answered(media);
  }

  #refused(phone: Phone, status: number): void {
    this.#ringing.delete(phone);
    if (this.#over || this.#ringing.size > 0) return;
    this.#over = true;
    this.#ends.refused(status);
  }
}
