import type { Clock } from '../../foundation/clock.ts';
import type { CallEnd, IncomingCall, SipBody } from '../../telephony/index.ts';
import type { Arrival, Behaviour, Reoffer } from '../customer/behaviour.ts';
import { CustomerOnLine } from '../customer/customer-on-line.ts';
import { PlainCustomer } from '../customer/plain-customer.ts';
import { sentencesOf } from '../customer/sentences-of.ts';
import type { OnLine } from '../line/call-line.ts';
import type { LineClock } from '../line/line-clock.ts';
import type { TelephoneLine } from '../line/telephone-line.ts';
import type { CallBook } from '../log/call-book.ts';
import { murmur } from '../voice/murmur.ts';
import type { VoiceBank } from '../voice/voice-bank.ts';
import { Announcer } from './announcer.ts';
import { ColourRing } from './colour-ring.ts';
import type { CallSession } from './call-session.ts';

export interface CarrierCallParts {
  readonly call: IncomingCall;
  readonly behaviour: Behaviour;
  readonly arrival: Exclude<Arrival, { kind: 'by-attempt' }>;
  readonly session: CallSession;
  readonly line: TelephoneLine;
  readonly book: CallBook;
  readonly clock: Clock;
  readonly lineClock: LineClock;
  readonly voices: VoiceBank;
  readonly reactionMs: number;
  /** What the robot says is told beside the call. */
  readonly wordsAreTold: boolean;
  /** Called once, when the call has ended. */
  over(): void;
}

const plainSpeech = murmur('这是一段没有意义的话，只为了有声音。');

/**
 * One call at the carrier, from its INVITE to its end:
 *
 *   ringing | announcing ──▶ refused
 *        │         └───────▶ cancelled
 *        └──▶ answered ──▶ ended (by customer: BYE sent; by robot: BYE taken)
 */
export class CarrierCall {
  readonly #parts: CarrierCallParts;
  #onLine: OnLine | null = null;
  #stopTicking: (() => void) | null = null;
  #over = false;

  constructor(parts: CarrierCallParts) {
    this.#parts = parts;
    const { book, call, line } = parts;
    call.listen({
      cancelled: () => {
        book.cancelled();
        this.#leave();
      },
      ended: (end) => this.#ended(end),
      reoffered: (offer) => this.#reoffered(offer),
      info: () => undefined,
    });
    void this.#arrive().catch(() => {
      if (this.#over) return;
      call.reject(500);
      book.refused(500);
      this.#leave();
    });
    line.connect(parts.session.remote, parts.session.text);
    book.textOffered = parts.session.textOffered;
    book.textAgreed = parts.session.text !== null;
  }

  /** The robot has just said this: whoever is on the line understands it. */
  robotSaid(text: string): void {
    this.#onLine?.characters(text, this.#parts.clock.monotonicMs());
  }

  /** Ends the call from the carrier's side: the simulator closes. */
  async close(): Promise<void> {
    if (this.#over) return;
    const answered = this.#parts.book.isAnswered;
    this.#parts.book.ended('network');
    this.#leave();
    if (answered) await this.#parts.call.bye();
    else this.#parts.call.reject(503);
  }

  async #arrive(): Promise<void> {
    const { arrival } = this.#parts;
    switch (arrival.kind) {
      case 'refuses':
        if (arrival.ringMs !== null) this.#progress(180);
        return this.#after(arrival.ringMs ?? 0, () => this.#refuse(arrival.status, arrival.reasonPhrase));
      case 'rings-on':
        return this.#progress(180);
      case 'announces':
        return this.#announce(arrival);
      case 'answers': {
        if (arrival.music) {
          this.#progress(183, this.#parts.session.answer);
          this.#put(new ColourRing(this.#parts.line));
        } else if (arrival.ringMs > 0) this.#progress(180);
        const prepared = this.#parts.behaviour.plain
          ? Promise.resolve()
          : this.#parts.voices.prepare(sentencesOf(this.#parts.behaviour));
        return this.#after(arrival.ringMs, () => void prepared.then(() => this.#answer()));
      }
    }
  }

  async #announce(arrival: Arrival & { kind: 'announces' }): Promise<void> {
    const { voices, line, book, session } = this.#parts;
    const words = await Promise.all(
      arrival.words.map(async (text) => ({ kind: 'speech' as const, text, samples: await voices.speak(text) })),
    );
    if (this.#over) return;
    this.#progress(183, session.answer);
    this.#put(
      new Announcer(words, arrival.times, line, book, () => {
        if (arrival.thenStatus !== null) this.#refuse(arrival.thenStatus, 'Temporarily Unavailable');
      }),
    );
  }

  async #answer(): Promise<void> {
    const { call, book, session } = this.#parts;
    if (this.#over) return;
    this.#put(null);
    book.answered();
    try {
      await call.accept(session.answer);
    } catch {
      book.ended('network');
      this.#leave();
      return;
    }
    if (!this.#over) this.#put(this.#customer());
  }

  #customer(): OnLine | null {
    const { behaviour, line, book, clock, voices, reactionMs, wordsAreTold } = this.#parts;
    if (behaviour.plain) return new PlainCustomer(line, book, behaviour.plain === 'talks' ? plainSpeech : null);
    if (!behaviour.conduct) return null;
    return new CustomerOnLine(behaviour, behaviour.conduct, line, book, {
      clock,
      reactionMs,
      wordsAreTold,
      speak: (text) => voices.speak(text),
      hangUp: () => this.#hangUp(),
      reoffer: (change) => this.#reoffer(change),
    });
  }

  #hangUp(): void {
    if (this.#over) return;
    this.#parts.book.ended('customer');
    this.#leave();
    void this.#parts.call.bye();
  }

  async #reoffer(change: Reoffer): Promise<void> {
    const { call, session, line } = this.#parts;
    const answer = await call.reinvite(session.reoffer(change));
    session.take(answer);
    line.connect(session.remote, session.text);
  }

  #reoffered(offer: SipBody | null): SipBody | { readonly refuse: number } {
    const { session, line } = this.#parts;
    const answer = session.answerAgain(offer);
    if (!answer) return { refuse: 488 };
    line.connect(session.remote, session.text);
    return answer;
  }

  #ended(end: CallEnd): void {
    this.#parts.book.ended(end.by === 'remote' ? 'robot' : end.by === 'local' ? 'customer' : 'network');
    this.#leave();
  }

  #refuse(status: number, reasonPhrase: string): void {
    if (this.#over) return;
    this.#parts.call.reject(status, { reasonPhrase });
    this.#parts.book.refused(status);
    this.#leave();
  }

  #progress(status: number, body?: SipBody): void {
    this.#parts.call.progress(status, body ? { body } : {});
    this.#parts.book.provisional(status);
  }

  #after(delayMs: number, task: () => void): void {
    this.#parts.clock.after(delayMs, () => {
      if (!this.#over) task();
    });
  }

  /** Puts somebody on the line in place of whoever was. */
  #put(onLine: OnLine | null): void {
    const { line, lineClock } = this.#parts;
    this.#onLine?.close();
    this.#stopTicking?.();
    this.#onLine = onLine;
    this.#stopTicking = null;
    if (!onLine) return;
    line.listen(onLine);
    this.#stopTicking = lineClock.every20Ms(() => onLine.tick());
  }

  #leave(): void {
    if (this.#over) return;
    this.#over = true;
    this.#put(null);
    this.#parts.book.packets = this.#parts.line.packets;
    this.#parts.line.close();
    this.#parts.over();
  }
}
