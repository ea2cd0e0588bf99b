import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Random } from '../../../foundation/random.ts';
import { detached } from '../message/detached.ts';
import { field, formatMessage } from '../message/format-message.ts';
import type { IncomingRequest, IncomingResponse, SipRequest } from '../message/message.ts';
import { headersNamed } from '../message/message.ts';
import { parseMessage, type ParseResult } from '../message/parse-message.ts';
import { responseTo } from '../message/response-to.ts';
import { bracketed } from '../message/sip-uri.ts';
import { answerPort, branchCookie, hasOwnBranch, receivedVia, sentBy, type Via } from '../message/via.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import { addressKey, SharedAddress, type NetworkReceiver, type SipNetwork } from '../transport/network.ts';
import { inviteClientTable } from './invite-client-table.ts';
import { inviteServerTable } from './invite-server-table.ts';
import { nonInviteClientTable } from './non-invite-client-table.ts';
import { nonInviteServerTable } from './non-invite-server-table.ts';
import { TimerQueue } from './timer-queue.ts';
import { timerMs, timerNames, type SipTimers, type TimerName } from './timers.ts';
import {
  ClientTransaction,
  ServerTransaction,
  type ClientUser,
  type Transaction,
  type TransactionHost,
} from './transaction.ts';

type Malformed = Extract<ParseResult, { readonly kind: 'malformed' }>;

/** The user above all transactions: takes new requests, and ACKs of 2xx. */
export interface TransactionCore {
  request(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void;
  ack(request: IncomingRequest): void;
}

export interface TransactionLayerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: SipTimers;
  readonly logger: Logger;
  readonly core: TransactionCore;
}

/** Finds the transaction a message belongs to, or begins one (RFC 3261 §17.1.3, §17.2.3). */
export class TransactionLayer implements NetworkReceiver, TransactionHost {
  readonly #options: TransactionLayerOptions;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #timers: ReadonlyMap<TimerName, TimerQueue<Transaction>>;
  readonly #peers = new SharedAddress();
  #network: SipNetwork | null = null;

  constructor(options: TransactionLayerOptions) {
    this.#options = options;
    const queueOf = (timer: TimerName): TimerQueue<Transaction> =>
      new TimerQueue(
        options.clock,
        (transaction) => transaction.waitsFor(timer),
        (transaction) => transaction.timerDue(timer),
      );
    this.#timers = new Map(timerNames.map((timer) => [timer, queueOf(timer)]));
  }

  attach(network: SipNetwork): void {
    this.#network = network;
  }

  close(): void {
    this.#network = null;
    for (const queue of this.#timers.values()) queue.close();
    this.#clients.clear();
    this.#servers.clear();
  }

  get size(): number {
    return this.#clients.size + this.#servers.size;
  }

  /** Bytes kept for retransmissions by all transactions. */
  get keptBytes(): number {
    let bytes = 0;
    for (const map of [this.#clients, this.#servers])
      for (const transaction of map.values()) bytes += transaction.keptBytes;
    return bytes;
  }

  newBranch(): string {
    return branchCookie + this.#options.random.hex(8);
  }

  /** Sends a request that has no Via yet and reports its answers to `user`. */
  request(request: SipRequest, to: SipAddress, user: ClientUser, branch = this.newBranch()): ClientTransaction {
    const transaction = this.#client(this.#routed(request, to, branch), to, user, branch);
    transaction.begin();
    return transaction;
  }

  /** Waits for the answer to an INVITE that an earlier process sent under `branch`. */
  resumeInvite(request: SipRequest, to: SipAddress, user: ClientUser, branch: string): ClientTransaction {
    const transaction = this.#client(this.#routed(request, to, branch), to, user, branch);
    transaction.resume();
    return transaction;
  }

  /** Gives up a transaction, whatever its state. */
  abandon(transaction: ClientTransaction): void {
    transaction.user = null;
    this.remove(transaction);
  }

  /** Writes the ACK of a 2xx, which no transaction resends: returns the text, to be written again when the 2xx comes again. */
  acknowledge(request: SipRequest, to: SipAddress): string {
    const text = formatMessage(this.#routed(request, to, this.newBranch()));
    this.write(text, to);
    return text;
  }

  /** The INVITE that a CANCEL means (RFC 3261 §9.2). */
  cancelled(cancel: IncomingRequest): ServerTransaction | undefined {
    return this.#servers.get(serverKey(cancel, 'INVITE'));
  }

  // As receiver of the network.

  received(bytes: Buffer, source: SipAddress): void {
    const result = parseMessage(bytes);
    if (result.kind === 'garbage') {
      this.#options.logger.debug({ reason: result.reason }, 'sip: dropped what is no message');
      return;
    }
    if (result.kind === 'malformed') {
      this.#refuseMalformed(result, source);
      return;
    }
    const { message } = result;
    if (message.kind === 'response') this.#response(message);
    else this.#request(withSource(message, source), source);
  }

  failed(to: SipAddress, cause: string): void {
    this.#options.logger.warn({ transport: to.transport, cause }, 'sip: cannot send');
    const key = addressKey(to);
    this.#fail(({ peer }) => sharesFlow(peer, to) || (peer.transport === to.transport && addressKey(peer) === key));
  }

  /** What waits for an answer by that flow gets none. */
  closed(from: SipAddress): void {
    this.#fail(({ peer }) => sharesFlow(peer, from));
  }

  #fail(isHit: (transaction: Transaction) => boolean): void {
    for (const transaction of [...this.#clients.values(), ...this.#servers.values()].filter(isHit))
      transaction.transportFailed();
  }

  // As host of the transactions.

  write(text: string, to: SipAddress): void {
    this.#network?.send(text, to);
  }

  startTimer(transaction: Transaction, timer: TimerName, resends: number): void {
    const delayMs = timerMs(timer, resends, transaction.peer.transport !== 'udp', this.#options.timers);
    if (delayMs === null) return;
    if (delayMs === 0) queueMicrotask(() => transaction.timerDue(timer));
    else this.#timers.get(timer)?.add(delayMs, transaction);
  }

  begun(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void {
    this.#options.core.request(request, transaction, source);
  }

  ack(request: IncomingRequest): void {
    this.#options.core.ack(request);
  }

  answerLost(cause: 'no-ack' | 'transport'): void {
    this.#options.logger.debug({ cause }, 'sip: an answer was lost');
  }

  remove(transaction: Transaction): void {
    const map: Map<string, Transaction> = transaction instanceof ClientTransaction ? this.#clients : this.#servers;
    if (map.get(transaction.key) === transaction) map.delete(transaction.key);
  }

  #client(request: SipRequest, to: SipAddress, user: ClientUser, branch: string): ClientTransaction {
    const table = request.method === 'INVITE' ? inviteClientTable : nonInviteClientTable;
    const key = clientKey(branch, request.method);
    const transaction = new ClientTransaction(detached(key), request, this.#peers.share(to), table, this, user);
    this.#clients.set(transaction.key, transaction);
    return transaction;
  }

  #routed(request: SipRequest, to: SipAddress, branch: string): SipRequest {
    const local = this.#network?.localAddressFor(to) ?? to;
    const via = `SIP/2.0/${to.transport.toUpperCase()} ${bracketed(local.host)}:${local.port};rport;branch=${branch}`;
    return { ...request, headers: [field('via', via), ...request.headers] };
  }

  #response(response: IncomingResponse): void {
    // A second Via means the answer was meant for somebody else (RFC 3261 §8.1.3.3).
    if (headersNamed(response, 'via').length > 1) return;
    const { via, method } = response.envelope;
    this.#clients.get(clientKey(via.parameters.get('branch') ?? '', method))?.response(response);
  }

  #request(request: IncomingRequest, source: SipAddress): void {
    const key = serverKey(request, request.method);
    const known = this.#servers.get(key);
    if (known) known.request(request);
    else if (request.method === 'ACK') this.ack(request);
    else this.#begin(key, request, source);
  }

  #begin(key: string, request: IncomingRequest, source: SipAddress): void {
    const table = request.method === 'INVITE' ? inviteServerTable : nonInviteServerTable;
    const peer = this.#peers.share(answerAddress(request.envelope.via, source));
    const transaction = new ServerTransaction(detached(key), peer, table, this);
    this.#servers.set(transaction.key, transaction);
    transaction.begin(request, source);
  }

  #refuseMalformed({ request, status, reason, via }: Malformed, source: SipAddress): void {
    const response = responseTo(request, status, {
      reasonPhrase: status === 400 ? `Bad Request (${reason})` : reason,
      toTag: this.#options.random.hex(4),
    });
    this.write(formatMessage(response), answerAddress(via, source));
  }
}

const sharesFlow = (one: SipAddress, other: SipAddress): boolean => one.flow !== undefined && one.flow === other.flow;

function answerAddress(via: Via, source: SipAddress): SipAddress {
  return source.transport !== 'udp' ? source : { ...source, port: answerPort(via, source.port) };
}

function withSource(request: IncomingRequest, source: SipAddress): IncomingRequest {
  const { via } = request.envelope;
  const at = request.headers.findIndex(({ name }) => name === 'via');
  const written = request.headers[at]?.value ?? '';
  const noted = receivedVia(written, via, source);
  return noted === written ? request : { ...request, headers: request.headers.with(at, field('via', noted)) };
}

const clientKey = (branch: string, method: string): string => `${branch} ${method}`;

/** Without the cookie the branch says nothing: then what RFC 2543 compared (RFC 3261 §17.2.3). */
function serverKey(request: IncomingRequest, method: string): string {
  const { via, callId, fromTag, sequence } = request.envelope;
  const branch = via.parameters.get('branch') ?? '';
  const of = method === 'ACK' ? 'INVITE' : method;
  if (hasOwnBranch(via)) return `${branch} ${sentBy(via)} ${of}`;
  return `${callId} ${fromTag ?? ''} ${sequence} ${sentBy(via)} ${of}`;
}
