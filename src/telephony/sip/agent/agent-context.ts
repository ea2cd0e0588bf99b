import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Random } from '../../../foundation/random.ts';
import type { ReplaceableState } from '../dialog/replaces.ts';
import type { SessionTimerPolicy } from '../dialog/session-timer.ts';
import { field } from '../message/format-message.ts';
import type { HeaderField, IncomingRequest } from '../message/message.ts';
import { bracketed } from '../message/sip-uri.ts';
import type { IncomingCall, InviteGuard, SipAddress, SipTransport } from '../sip-endpoint.ts';
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
  readonly sessionTimer: SessionTimerPolicy;
  readonly inviteGuard: InviteGuard | null;
  readonly transactions: TransactionLayer;
  readonly dialogs: DialogTable;
  /** The transport taken where a URI names none. */
  readonly defaultTransport: SipTransport;
  localAddressFor(peer: SipAddress): SipAddress;
}

/** Takes the requests of one call: of its dialog, or of each of its early dialogs. */
export interface DialogOwner {
  request(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void;
  /** The ACK of a 2xx. */
  ack(request: IncomingRequest): void;
  /** Whether an INVITE may take the place of the dialog with that remote tag (RFC 3891); null where there is none. */
  replaceable(remoteTag: string): Replaceable | null;
  /** Falls silent: nothing is sent and no timer runs any more. */
  stop(): void;
}

export interface Replaceable {
  readonly state: ReplaceableState;
  /** Hands the INVITE to whom the dialog belongs; null where that one takes none. */
  readonly take: ((call: IncomingCall) => void) | null;
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

  /** The owner of the dialog in which `localTag` is ours. */
  named(callId: string, localTag: string): DialogOwner | undefined {
    return this.#owners.get(`${callId} ${localTag}`);
  }

  stop(): void {
    for (const owner of this.#owners.values()) owner.stop();
    this.#owners.clear();
  }

  get size(): number {
    return this.#owners.size;
  }
}

/** Methods we answer. */
export const allowed = 'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, PRACK, UPDATE, REFER, NOTIFY, SUBSCRIBE, MESSAGE';

/** Extensions we have: RFC 3262, 4028, 3891, 4488. */
export const extensions: ReadonlySet<string> = new Set(['100rel', 'timer', 'replaces', 'norefersub']);
export const supported = [...extensions].join(', ');

/** What we say of ourselves in an answer. */
export const capabilities: readonly HeaderField[] = [
  field('allow', allowed),
  field('supported', supported),
  field('accept', 'application/sdp'),
];

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
  const transport = peer.transport === 'udp' ? '' : `;transport=${peer.transport}`;
  return field('contact', `<sip:${user === null ? '' : `${user}@`}${bracketed(local.host)}:${local.port}${transport}>`);
}
