import type { Clock } from '../../foundation/clock.ts';
import type { Random } from '../../foundation/random.ts';
import type { CallEnd, IncomingCall, PortPool, SipEndpoint } from '../../telephony/index.ts';
import { CallSession } from '../carrier/call-session.ts';
import { numberOf } from '../carrier/admission.ts';
import type { LineClock } from '../line/line-clock.ts';
import { openTelephoneLine, type TelephoneLine } from '../line/telephone-line.ts';
import { seatTonesHz } from '../line/tone-watch.ts';
import { momentOf, type SeatFinder } from '../log/call-book.ts';
import type { LogFile } from '../log/log-file.ts';
import type { Moment, SeatLog, SeatOptions } from '../messages.ts';
import { SeatOnLine } from './seat-on-line.ts';

const soonestAnswerMs = 500;
const latestAnswerMs = 2_000;

export interface SeatExchangeParts {
  readonly endpoint: SipEndpoint;
  readonly seats: readonly SeatOptions[];
  readonly clock: Clock;
  readonly random: Random;
  readonly lineClock: LineClock;
  readonly ports: PortPool;
  readonly host: string;
  readonly file: LogFile;
}

interface SeatCall {
  readonly seat: SeatOptions;
  readonly sipCallId: string;
  readonly invitedAt: Moment;
  readonly ownToneHz: number;
  answeredAt: Moment | null;
  endedAt: Moment | null;
  finalStatus: number | null;
  heardToneHz: number | null;
  hungUpBy: 'seat' | 'remote' | null;
}

/** The telephones of the people who take transfers: one SIP address, the user part says whose. */
export class SeatExchange {
  readonly #parts: SeatExchangeParts;
  readonly #calls: SeatCall[] = [];
  readonly #tones: ReadonlyMap<string, number>;

  constructor(parts: SeatExchangeParts) {
    this.#parts = parts;
    this.#tones = new Map(
      parts.seats.map(({ name }, index) => [name, seatTonesHz[index % seatTonesHz.length] as number]),
    );
    parts.endpoint.onInvite((call) => {
      void this.#take(call).catch(() => call.reject(500));
    });
  }

  log(): readonly SeatLog[] {
    return this.#calls.map(({ seat, ...call }) => ({ ...call, seat: seat.name }));
  }

  /** Whose tone a customer heard, and whether that person heard the customer. */
  readonly find: SeatFinder = ({ ownToneHz, heardToneHz, fromMs, toMs }) => {
    const joined = this.#calls.filter(
      (call) =>
        call.ownToneHz === heardToneHz &&
        call.answeredAt !== null &&
        call.answeredAt.monotonicMs >= fromMs &&
        call.answeredAt.monotonicMs <= toMs,
    );
    const call = joined.find((one) => one.heardToneHz === ownToneHz) ?? joined.find((one) => one.heardToneHz === null);
    return call
      ? {
          seat: call.seat.name,
          heardCustomer: call.heardToneHz === ownToneHz,
          leftFirst: call.hungUpBy === 'seat',
        }
      : null;
  };

  async #take(call: IncomingCall): Promise<void> {
    const seat = this.#parts.seats.find(({ name }) => name === numberOf(call.requestUri));
    if (!seat) return call.reject(404);
    const entry: SeatCall = {
      seat,
      sipCallId: call.sipCallId,
      invitedAt: momentOf(this.#parts.clock),
      ownToneHz: this.#tones.get(seat.name) ?? 0,
      answeredAt: null,
      endedAt: null,
      finalStatus: null,
      heardToneHz: null,
      hungUpBy: null,
    };
    this.#calls.push(entry);
    this.#write(entry, 'seat-invite');
    if (seat.mode === 'busy') return this.#refuse(call, entry, 486);
    if (seat.mode === 'rejects') return this.#refuse(call, entry, 603);
    await this.#ring(call, entry);
  }

  #refuse(call: IncomingCall, entry: SeatCall, status: number): void {
    call.reject(status);
    entry.finalStatus = status;
    entry.endedAt = momentOf(this.#parts.clock);
    this.#write(entry, 'seat-refused');
  }

  async #ring(call: IncomingCall, entry: SeatCall): Promise<void> {
    const { host, ports, clock, random } = this.#parts;
    const line = await openTelephoneLine({ bindAddress: host, ports, clock, random, fault: {} });
    const session = call.offer && CallSession.answering(call.offer, { host, port: line.port, textPort: null });
    if (!session) {
      line.close();
      return this.#refuse(call, entry, 488);
    }
    line.connect(session.remote, null);
    const talk: { stop: () => void } = { stop: () => undefined };
    const over = (by: 'seat' | 'remote'): void => {
      if (entry.endedAt) return;
      entry.endedAt = momentOf(clock);
      entry.hungUpBy = entry.answeredAt ? by : null;
      entry.finalStatus ??= 487;
      talk.stop();
      line.close();
      this.#write(entry, 'seat-ended');
    };
    call.listen({
      cancelled: () => over('remote'),
      ended: (end: CallEnd) => over(end.by === 'local' ? 'seat' : 'remote'),
      reoffered: (offer) => {
        const answer = session.answerAgain(offer);
        if (answer) line.connect(session.remote, null);
        return answer ?? { refuse: 488 };
      },
      info: () => undefined,
    });
    call.progress(180);
    if (entry.seat.mode === 'no-answer') return;
    clock.after(soonestAnswerMs + random.int(latestAnswerMs - soonestAnswerMs), () => {
      if (!entry.endedAt) void this.#answer(call, entry, line, session, talk, over);
    });
  }

  async #answer(
    call: IncomingCall,
    entry: SeatCall,
    line: TelephoneLine,
    session: CallSession,
    talk: { stop: () => void },
    over: (by: 'seat' | 'remote') => void,
  ): Promise<void> {
    entry.answeredAt = momentOf(this.#parts.clock);
    entry.finalStatus = 200;
    this.#write(entry, 'seat-answered');
    try {
      await call.accept(session.answer);
    } catch {
      return over('remote');
    }
    if (entry.endedAt) return;
    const hangUp = (): void => {
      over('seat');
      void call.bye();
    };
    const person = new SeatOnLine(line, entry.ownToneHz, (toneHz) => (entry.heardToneHz = toneHz), hangUp);
    line.listen(person);
    const stopTicking = this.#parts.lineClock.every20Ms(() => person.tick());
    talk.stop = () => {
      person.close();
      stopTicking();
    };
  }

  #write(entry: SeatCall, event: string): void {
    this.#parts.file.write({
      event,
      seat: entry.seat.name,
      sipCallId: entry.sipCallId,
      at: momentOf(this.#parts.clock),
      status: entry.finalStatus,
    });
  }
}
