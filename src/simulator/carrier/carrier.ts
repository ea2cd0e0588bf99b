import type { Clock } from '../../foundation/clock.ts';
import type { Random } from '../../foundation/random.ts';
import type { IncomingCall, PortPool, SipEndpoint } from '../../telephony/index.ts';
import { withAsides } from '../customer/asides.ts';
import type { Arrival, Behaviour } from '../customer/behaviour.ts';
import type { LineClock } from '../line/line-clock.ts';
import { openTelephoneLine } from '../line/telephone-line.ts';
import { customerTonesHz } from '../line/tone-watch.ts';
import { CallBook, type SeatFinder } from '../log/call-book.ts';
import type { LogFile } from '../log/log-file.ts';
import type { Admission, CallLog } from '../messages.ts';
import type { VoiceBank } from '../voice/voice-bank.ts';
import { admit, numberOf, refusals, simulatedNumberOf } from './admission.ts';
import { CallSession, hasOurCodec } from './call-session.ts';
import { CarrierCall } from './carrier-call.ts';
import type { DigestGuard } from './digest-guard.ts';
import type { NumberTable } from './number-table.ts';

export interface CarrierParts {
  readonly endpoint: SipEndpoint;
  readonly numbers: NumberTable;
  readonly callerNumbers: readonly string[];
  readonly callsPerSecond: number | null;
  readonly guard: DigestGuard | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly lineClock: LineClock;
  readonly voices: VoiceBank;
  readonly ports: PortPool;
  readonly host: string;
  readonly reactionMs: number;
  /** No text is agreed, and customers stray as this number decides; null: text where it is offered. */
  readonly soundOnlySeed: number | null;
  readonly file: LogFile;
}

/** The carrier at its one SIP address: takes or refuses INVITEs, and remembers every one of them. */
export class Carrier {
  readonly #parts: CarrierParts;
  readonly #books: CallBook[] = [];
  readonly #attempts = new Map<string, number>();
  readonly #calls = new Map<string, CarrierCall>();
  #takenAtMs: number[] = [];
  #tones = 0;

  constructor(parts: CarrierParts) {
    this.#parts = parts;
    parts.endpoint.onInvite((call) => {
      void this.#take(call).catch(() => call.reject(500));
    });
  }

  log(findSeat: SeatFinder): readonly CallLog[] {
    return this.#books.map((book) => book.log(findSeat));
  }

  /** What a robot has just said in a call without text. */
  robotSaid(sipCallId: string, text: string): void {
    this.#calls.get(sipCallId)?.robotSaid(text);
  }

  /** Ends all calls. */
  async close(): Promise<void> {
    await Promise.all([...this.#calls.values()].map((call) => call.close()));
  }

  async #take(call: IncomingCall): Promise<void> {
    const callee = simulatedNumberOf(numberOf(call.requestUri));
    const caller = callerOf(call);
    const behaviour = this.#behaviourOf(callee);
    const admission = this.#admission(call, callee, caller, behaviour !== null);
    const attempt = admission === 'taken' ? (this.#attempts.get(callee) ?? 0) + 1 : 0;
    const arrival = behaviour && arrivalOf(behaviour.arrival, attempt);
    const taken = admission === 'taken';
    const book = new CallBook(
      {
        sipCallId: call.sipCallId,
        callee,
        caller,
        admission,
        attempt,
        behaviour: taken ? behaviour : null,
        arrival: taken ? arrival : null,
        ownToneHz: customerTonesHz[this.#tones++ % customerTonesHz.length] as number,
      },
      this.#parts.clock,
      this.#parts.file,
    );
    this.#books.push(book);
    if (!taken || !behaviour || !arrival) return this.#refuse(call, book, admission);
    this.#attempts.set(callee, attempt);
    this.#takenAtMs.push(this.#parts.clock.monotonicMs());
    const { host, ports, clock, random } = this.#parts;
    const line = await openTelephoneLine({ bindAddress: host, ports, clock, random, fault: behaviour.line });
    const wordsAreTold = this.#parts.soundOnlySeed !== null;
    const textPort = wordsAreTold ? null : line.textPort;
    const session = call.offer && CallSession.answering(call.offer, { host, port: line.port, textPort });
    if (!session) {
      line.close();
      return this.#refuse(call, book, 'no-common-codec');
    }
    const { lineClock, voices, reactionMs } = this.#parts;
    const carrierCall = new CarrierCall({
      call,
      behaviour,
      arrival,
      session,
      line,
      book,
      clock,
      lineClock,
      voices,
      reactionMs,
      wordsAreTold,
      over: () => this.#calls.delete(call.sipCallId),
    });
    this.#calls.set(call.sipCallId, carrierCall);
  }

  #behaviourOf(callee: string): Behaviour | null {
    const behaviour = this.#parts.numbers.behaviourOf(callee) ?? null;
    const { soundOnlySeed } = this.#parts;
    if (soundOnlySeed === null || !behaviour?.conduct) return behaviour;
    return { ...behaviour, conduct: withAsides(behaviour.conduct, soundOnlySeed + Number(callee.slice(-6))) };
  }

  #admission(call: IncomingCall, callee: string, caller: string, knownNumber: boolean): Admission {
    const nowMs = this.#parts.clock.monotonicMs();
    this.#takenAtMs = this.#takenAtMs.filter((atMs) => nowMs - atMs < 1_000);
    return admit({
      callee,
      caller,
      callerNumbers: this.#parts.callerNumbers,
      credentials: this.#parts.guard?.judge('INVITE', call.headers) ?? null,
      knownNumber,
      takenLastSecond: this.#takenAtMs.length,
      callsPerSecond: this.#parts.callsPerSecond,
      codecInCommon: call.offer !== null && hasOurCodec(call.offer),
    });
  }

  #refuse(call: IncomingCall, book: CallBook, admission: Admission): void {
    if (admission === 'challenged' && this.#parts.guard) {
      const { status } = this.#parts.guard;
      call.reject(status, { headers: this.#parts.guard.challenge() });
      book.refused(status);
      return;
    }
    const refusal = refusals[admission as keyof typeof refusals];
    call.reject(refusal.status, { reasonPhrase: refusal.reasonPhrase });
    book.refused(refusal.status);
  }
}

const identityHeaders = ['p-asserted-identity', 'p-preferred-identity', 'remote-party-id'];

/** The number shown: an identity header where there is one (RFC 3325), else From; written with or without its `+`. */
function callerOf(call: IncomingCall): string {
  const identity = identityHeaders.flatMap((name) => call.headers.get(name)?.[0] ?? []).at(0);
  const uri = /(?:sips?|tel):[^>;\s]+/iu.exec(identity ?? call.from)?.[0] ?? '';
  const digits = numberOf(uri).replaceAll(/\D/gu, '');
  return digits === '' ? '' : `+${digits}`;
}

function arrivalOf(arrival: Arrival, attempt: number): Exclude<Arrival, { kind: 'by-attempt' }> {
  if (arrival.kind !== 'by-attempt') return arrival;
  return arrivalOf(attempt <= 1 ? arrival.first : arrival.later, attempt);
}
