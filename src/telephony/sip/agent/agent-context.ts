import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Random } from '../../../foundation/random.ts';
import { field } from '../message/format-message.ts';
import type { HeaderField, IncomingRequest } from '../message/message.ts';
import { bracketed } from '../message/sip-uri.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import type { SipTimers } from '../transaction/timers.ts';
import type { TransactionLayer } from '../transaction/transaction-layer.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';

/** What calls, registrations and questions need around them. */
export interface AgentContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly timers: SipTimers;
  readonly userAgent: string;
  readonly transactions: TransactionLayer;
  readonly dialogs: DialogTable;
  /** The transport taken where a URI names none. */
  readonly defaultTransport: 'udp' | 'tcp';
  localAddressFor(peer: SipAddress): SipAddress;
}

/** Takes the requests of one call: of its dialog, or of each of its early dialogs. */
export interface DialogOwner {
  request(request: IncomingRequest, transaction: ServerTransaction): void;
  /** The ACK of a 2xx. */
  ack(request: IncomingRequest): void;
}

/** Calls by Call-ID and our own tag: a forked INVITE has many dialogs and one owner. */
export class DialogTable {
  readonly #owners = new Map<string, DialogOwner>();

  add(callId: string, localTag: string, owner: DialogOwner): void {
    this.#owners.set(`${callId} ${localTag}`, owner);
  }

  remove(callId: string, localTag: string): void {
    this.#owners.delete(`${callId} ${localTag}`);
  }

  find(request: IncomingRequest): DialogOwner | undefined {
    return this.#owners.get(`${request.envelope.callId} ${request.envelope.toTag ?? ''}`);
  }

  get size(): number {
    return this.#owners.size;
  }
}

/** Methods we answer, and the one extension we have. */
export const allowed = 'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, PRACK, UPDATE';
export const supported = '100rel';

/** Methods we know and refuse with 405; others get 501. */
export const knownMethods: ReadonlySet<string> = new Set([
  ...allowed.split(', '),
  'REGISTER',
  'SUBSCRIBE',
  'NOTIFY',
  'REFER',
  'MESSAGE',
  'PUBLISH',
]);

/** Where this call's peer reaches us. */
export function contactFor(context: AgentContext, peer: SipAddress, user: string | null): HeaderField {
  const local = context.localAddressFor(peer);
  const transport = peer.transport === 'tcp' ? ';transport=tcp' : '';
  return field('contact', `<sip:${user === null ? '' : `${user}@`}${bracketed(local.host)}:${local.port}${transport}>`);
}
