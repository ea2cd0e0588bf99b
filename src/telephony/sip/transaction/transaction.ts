import type { IncomingRequest, IncomingResponse, SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import { formatMessage } from '../message/format-message.ts';
import { responseTo } from '../message/response-to.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import { acknowledgement } from './acknowledgement.ts';
import type { Effect, Input, Table } from './table.ts';
import { timerNames, type TimerName } from './timers.ts';

/** What a transaction needs around it: the wire, time, and the place it is kept. */
export interface TransactionHost {
  write(text: string, to: SipAddress): void;
  startTimer(transaction: Transaction, timer: TimerName, resends: number): void;
  /** A new request for the user above. */
  begun(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void;
  /** An ACK to a 2xx belongs to the dialogs. */
  ack(request: IncomingRequest): void;
  /** A final answer other than 2xx was never acknowledged, or an answer could not be sent. */
  answerLost(cause: 'no-ack' | 'transport'): void;
  remove(transaction: Transaction): void;
}

/** Who asked: hears of the answers. */
export interface ClientUser {
  response(response: IncomingResponse): void;
  gaveUp(cause: 'timeout' | 'transport'): void;
}

/** Who answers an INVITE, as long as there is no final answer. */
export interface ServerUser {
  cancelled(cancel: IncomingRequest): void;
  /** The tag of our answers, which that to a CANCEL carries too (RFC 3261 §9.2). */
  readonly localTag: string;
}

type AnyTable = Table<string>;

const bitOf = (timer: TimerName): number => 1 << timerNames.indexOf(timer);

/**
 * Runs one transaction after its table: the only place where the tables' effects become deeds. It keeps no message,
 * only the bytes that a retransmission needs: thousands of finished ones linger for 32 s.
 */
export abstract class Transaction {
  readonly key: string;
  readonly peer: SipAddress;
  protected readonly host: TransactionHost;
  readonly #table: AnyTable;
  #state = 'initial';
  /** One bit a running timer. */
  #running = 0;
  #resends = 0;
  #wire = '';

  constructor(key: string, peer: SipAddress, table: AnyTable, host: TransactionHost) {
    this.key = key;
    this.peer = peer;
    this.#table = table;
    this.host = host;
  }

  get state(): string {
    return this.#state;
  }

  get keptBytes(): number {
    return this.#wire.length;
  }

  waitsFor(timer: TimerName): boolean {
    return (this.#running & bitOf(timer)) !== 0;
  }

  timerDue(timer: TimerName): void {
    if (!this.waitsFor(timer)) return;
    this.#running &= ~bitOf(timer);
    this.feed(`timer-${timer}`, null);
  }

  transportFailed(): void {
    this.feed('transport-error', null);
  }

  protected feed(input: Input, message: SipMessage | null): void {
    const row = this.#table[this.#state]?.[input];
    if (!row) return;
    if (row.next !== this.#state) {
      this.#state = row.next;
      if (input !== 'begin') this.#resends = 0;
    }
    for (const effect of row.effects) this.#perform(effect, message);
    if (row.next === 'terminated') this.#end();
  }

  /** Puts an earlier process's transaction where it stood. */
  protected resumeIn(state: string): void {
    this.#state = state;
  }

  protected keep(text: string): void {
    this.#wire = text;
  }

  protected forget(): void {
    this.#wire = '';
  }

  #end(): void {
    this.#running = 0;
    this.forget();
    this.host.remove(this);
  }

  #perform(effect: Effect, message: SipMessage | null): void {
    if (effect.startsWith('start-')) this.#start(effect.slice(6) as TimerName);
    else if (effect.startsWith('stop-')) this.#running &= ~bitOf(effect.slice(5) as TimerName);
    else if (effect === 'send') this.send();
    else if (effect === 'forget') this.forget();
    // T2 at the next start (RFC 3261 §17.1.2.2): more doublings than it takes to reach the cap.
    else if (effect === 'slow-resends') this.#resends = 16;
    else this.perform(effect, message);
  }

  protected send(): void {
    if (this.#wire !== '') this.host.write(this.#wire, this.peer);
  }

  protected abstract perform(effect: Effect, message: SipMessage | null): void;

  #start(timer: TimerName): void {
    this.#running |= bitOf(timer);
    const resending = timer === 'A' || timer === 'E' || timer === 'G';
    this.host.startTimer(this, timer, resending ? this.#resends++ : 0);
  }
}

const statusInput = (status: number): '1xx' | '2xx' | '3xx-6xx' => {
  if (status < 200) return '1xx';
  return status < 300 ? '2xx' : '3xx-6xx';
};

export class ClientTransaction extends Transaction {
  user: ClientUser | null;
  /** Kept by an INVITE until its ACK is made. */
  #request: SipRequest | null;

  constructor(
    key: string,
    request: SipRequest,
    peer: SipAddress,
    table: AnyTable,
    host: TransactionHost,
    user: ClientUser,
  ) {
    super(key, peer, table, host);
    this.user = user;
    this.#request = request.method === 'INVITE' ? request : null;
    this.keep(formatMessage(request));
  }

  begin(): void {
    this.feed('begin', null);
  }

  resume(): void {
    this.resumeIn('proceeding');
  }

  response(response: IncomingResponse): void {
    this.feed(statusInput(response.status), response);
  }

  protected override forget(): void {
    super.forget();
    this.#request = null;
  }

  protected override perform(effect: Effect, message: SipMessage | null): void {
    const user = this.user;
    if (effect === 'acknowledge' && this.#request && message?.kind === 'response') {
      this.keep(formatMessage(acknowledgement(this.#request, message)));
      this.#request = null;
    } else if (effect === 'pass') {
      // Only an accepted INVITE hears more than one final answer.
      if (this.state === 'completed') this.user = null;
      user?.response(message as IncomingResponse);
    } else if (effect === 'report-timeout' || effect === 'report-transport-error') {
      this.user = null;
      user?.gaveUp(effect === 'report-timeout' ? 'timeout' : 'transport');
    }
  }
}

export class ServerTransaction extends Transaction {
  user: ServerUser | null = null;
  /** Kept until something was answered: to hand it up, and for the 100 we send by ourselves. */
  #first: { readonly request: IncomingRequest; readonly source: SipAddress } | null = null;

  begin(request: IncomingRequest, source: SipAddress): void {
    this.#first = { request, source };
    this.feed('begin', request);
  }

  /** The request once more, or the ACK of an INVITE. */
  request(request: IncomingRequest): void {
    this.feed(request.method === 'ACK' ? 'ack' : 'resend', request);
  }

  respond(response: SipResponse): void {
    this.respondText(response.status, formatMessage(response));
  }

  /** The same with the message already written. */
  respondText(status: number, text: string): void {
    if (this.state === 'completed' || this.state === 'confirmed' || this.state === 'terminated') return;
    this.#first = null;
    this.keep(text);
    // After a final answer CANCEL comes too late.
    if (status >= 200) this.user = null;
    this.feed(`tu-${statusInput(status)}`, null);
  }

  protected override perform(effect: Effect, message: SipMessage | null): void {
    if (effect === 'pass') {
      if (this.#first) this.host.begun(this.#first.request, this, this.#first.source);
    } else if (effect === 'pass-ack') this.host.ack(message as IncomingRequest);
    else if (effect === 'send-trying') {
      if (this.#first) this.keep(formatMessage(responseTo(this.#first.request, 100)));
      this.send();
    } else if (effect === 'report-no-ack' || effect === 'report-transport-error') {
      this.host.answerLost(effect === 'report-no-ack' ? 'no-ack' : 'transport');
    }
  }
}
