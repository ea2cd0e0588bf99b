import { CodedError, messageOf } from '../../../foundation/errors.ts';
import { parseReplaces, refusalOfReplacing } from '../dialog/replaces.ts';
import { timerAnswer } from '../dialog/session-timer.ts';
import { acceptsSdp } from '../message/accepts-sdp.ts';
import { field } from '../message/format-message.ts';
import { header, headersNamed, type IncomingRequest } from '../message/message.ts';
import { responseTo, type ResponseParts } from '../message/response-to.ts';
import { addressOf, isServedUri, parseSipUri } from '../message/sip-uri.ts';
import { bodyOf, isSdp } from '../message/sip-body.ts';
import type {
  DialogIdentity,
  EventStates,
  IncomingCall,
  InviteAnswer,
  InviteRequest,
  MessageOrder,
  OutgoingCall,
  OutgoingCallListener,
  RegisterTaker,
  RegistrationState,
  SipAddress,
  SipEndpoint,
} from '../sip-endpoint.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import type { TransactionCore } from '../transaction/transaction-layer.ts';
import { SharedAddress, type NetworkReceiver, type SipNetwork } from '../transport/network.ts';
import {
  allowed,
  capabilities,
  extensions,
  knownMethods,
  type AgentContext,
  type Replaceable,
} from './agent-context.ts';
import { askOptions } from './ask-options.ts';
import { endOrphan } from './end-orphan.ts';
import { EventServer } from './event-server.ts';
import { IncomingInvite } from './incoming-invite.ts';
import { OutgoingInvite } from './outgoing-invite.ts';
import { Registration, type Registrar } from './registration.ts';
import { sendMessage, takeMessage } from './text-messages.ts';
import { takeRegister } from './take-register.ts';

type MessageTaker = Parameters<SipEndpoint['onMessage']>[0];

/** The user agent above transactions and dialogs: decides what a new request is (RFC 3261 §8.2) and places our own. */
export class UserAgent implements SipEndpoint, TransactionCore, NetworkReceiver {
  readonly #context: AgentContext;
  readonly #network: () => SipNetwork;
  /** First INVITEs at work, by what stays the same when a fork merges again (§8.2.2.2). */
  readonly #ringing = new Set<string>();
  readonly #registrations = new Set<Registration>();
  readonly #hops = new SharedAddress();
  #onInvite: ((call: IncomingCall) => void) | null = null;
  #registrar: RegisterTaker | null = null;
  #onMessage: MessageTaker | null = null;
  #events: EventServer | null = null;

  constructor(context: AgentContext, network: () => SipNetwork) {
    this.#context = context;
    this.#network = network;
  }

  get addresses(): readonly SipAddress[] {
    return this.#network().addresses;
  }

  invite(request: InviteRequest, listener: OutgoingCallListener): OutgoingCall {
    const hop = this.#hop(request.requestUri, request.nextHop);
    const call = new OutgoingInvite(this.#context, request, listener, hop);
    call.begin();
    return call;
  }

  onInvite(listener: (call: IncomingCall) => void): void {
    this.#onInvite = listener;
  }

  async options(uri: string, nextHop?: SipAddress): Promise<InviteAnswer> {
    return askOptions(this.#context, uri, this.#hop(uri, nextHop));
  }

  register(registrar: Registrar, report: (state: RegistrationState) => void): { close(): Promise<void> } {
    const registration = new Registration(this.#context, registrar, report);
    this.#registrations.add(registration);
    registration.begin();
    return {
      close: async () => {
        this.#registrations.delete(registration);
        await registration.close();
      },
    };
  }

  serveRegister(taker: RegisterTaker): void {
    this.#registrar = taker;
  }

  async message(order: MessageOrder): Promise<InviteAnswer> {
    return sendMessage(this.#context, order, this.#hop(order.requestUri, order.nextHop));
  }

  onMessage(taker: MessageTaker): void {
    this.#onMessage = taker;
  }

  serveEvents(states: EventStates): void {
    this.#events = new EventServer(this.#context, states);
  }

  endOrphan(identity: DialogIdentity, answered: boolean): Promise<void> {
    return endOrphan(this.#context, identity, answered);
  }

  async close(): Promise<void> {
    for (const registration of this.#registrations) registration.stop();
    this.#context.dialogs.stop();
    this.#context.transactions.close();
    await this.#network().close();
  }

  // As receiver of the network: what one peer sends must not stop the calls of the others.

  received(bytes: Buffer, from: SipAddress): void {
    if (this.#registrar?.hears(from) === false) return;
    try {
      this.#context.transactions.received(bytes, from);
    } catch (error) {
      this.#context.logger.error({ error: messageOf(error) }, 'sip: a message could not be served');
    }
  }

  failed(to: SipAddress, cause: string): void {
    this.#context.transactions.failed(to, cause);
    this.#registrar?.lost(to);
  }

  closed(from: SipAddress): void {
    this.#context.transactions.closed(from);
    this.#registrar?.lost(from);
  }

  // As core of the transactions.

  ack(request: IncomingRequest): void {
    this.#context.dialogs.find(request)?.ack(request);
  }

  request(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void {
    if (request.method === 'CANCEL') return this.#cancel(request, transaction);
    if (request.method === 'REGISTER' && this.#registrar)
      return void takeRegister(this.#context, this.#registrar, request, transaction, source);
    const refusal = this.#refusalOf(request);
    if (refusal) return this.#answer(transaction, request, refusal.status, refusal.parts);
    if (request.envelope.toTag !== null) return this.#inDialog(request, transaction, source);
    if (request.method === 'INVITE') return this.#incoming(request, transaction, source);
    if (request.method === 'OPTIONS') return this.#answer(transaction, request, 200, { headers: capabilities });
    if (request.method === 'SUBSCRIBE') return this.#subscribe(request, transaction, source);
    if (request.method === 'MESSAGE' && this.#onMessage)
      return void takeMessage(this.#context, this.#onMessage, request, transaction, source);
    if (request.method === 'MESSAGE')
      return this.#answer(transaction, request, 405, { headers: [field('allow', allowed)] });
    // Outside a call nobody may have us call somebody.
    if (request.method === 'REFER') return this.#answer(transaction, request, 403);
    return this.#answer(transaction, request, 481);
  }

  #subscribe(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void {
    if (this.#events) this.#events.subscribed(request, transaction, source);
    else this.#answer(transaction, request, 489);
  }

  #cancel(request: IncomingRequest, transaction: ServerTransaction): void {
    const invite = this.#context.transactions.cancelled(request);
    const user = invite?.user;
    this.#answer(transaction, request, invite ? 200 : 481, user ? { toTag: user.localTag } : {});
    user?.cancelled(request);
  }

  /** What no dialog and no call need be asked about. */
  #refusalOf(request: IncomingRequest): { readonly status: number; readonly parts?: ResponseParts } | null {
    if (!knownMethods.has(request.method)) return { status: 501, parts: { headers: [field('allow', allowed)] } };
    if (!isServedUri(request.uri)) return { status: /^sips?:|^tel:/i.test(request.uri) ? 400 : 416 };
    const unknown = headersNamed(request, 'require').filter((extension) => !extensions.has(extension.toLowerCase()));
    if (unknown.length > 0) return { status: 420, parts: { headers: unknown.map((one) => field('unsupported', one)) } };
    const encoding = header(request, 'content-encoding') ?? 'identity';
    if (encoding.toLowerCase() !== 'identity')
      return { status: 415, parts: { headers: [field('accept-encoding', 'identity')] } };
    const served = allowed.includes(request.method);
    return served ? null : { status: 405, parts: { headers: [field('allow', allowed)] } };
  }

  #inDialog(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void {
    const owner = this.#context.dialogs.find(request);
    if (owner) owner.request(request, transaction, source);
    else this.#answer(transaction, request, 481);
  }

  #incoming(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void {
    const { callId, fromTag, sequence } = request.envelope;
    const key = `${callId} ${fromTag ?? ''} ${sequence}`;
    if (this.#ringing.has(key)) return this.#answer(transaction, request, 482);
    const body = bodyOf(request);
    if (body && !isSdp(body))
      return this.#answer(transaction, request, 415, { headers: [field('accept', 'application/sdp')] });
    if (!acceptsSdp(request)) return this.#answer(transaction, request, 406);
    const timer = timerAnswer(request, this.#context.sessionTimer, null);
    if (timer.kind === 'too-small') return this.#answer(transaction, request, 422, { headers: timer.headers });
    const replaced = this.#replaced(request);
    if (replaced !== null && 'refuse' in replaced) return this.#answer(transaction, request, replaced.refuse);
    const take = replaced ? replaced.take : this.#onInvite;
    if (!take) return this.#answer(transaction, request, replaced ? 603 : 480);
    this.#ringing.add(key);
    take(new IncomingInvite(this.#context, request, transaction, source, () => void this.#ringing.delete(key)));
  }

  /** The dialog whose place an INVITE takes (RFC 3891 §3); null where it takes none. */
  #replaced(request: IncomingRequest): Replaceable | { readonly refuse: number } | null {
    const written = headersNamed(request, 'replaces');
    if (written.length === 0) return null;
    const replaces = written.length === 1 ? parseReplaces(written[0] ?? '') : null;
    if (!replaces || header(request, 'join') !== undefined) return { refuse: 400 };
    const owner = this.#context.dialogs.named(replaces.callId, replaces.toTag);
    const found = owner?.replaceable(replaces.fromTag === '0' ? '' : replaces.fromTag) ?? null;
    const refuse = refusalOfReplacing(replaces, found?.state ?? null);
    return refuse === null ? found : { refuse };
  }

  #answer(transaction: ServerTransaction, request: IncomingRequest, status: number, parts: ResponseParts = {}): void {
    transaction.respond(responseTo(request, status, { toTag: this.#context.random.hex(4), ...parts }));
  }

  #hop(uri: string, nextHop: SipAddress | undefined): SipAddress {
    const parsed = parseSipUri(uri);
    const hop = nextHop ?? (parsed && addressOf(parsed, this.#context.defaultTransport));
    if (!hop || !isServedUri(uri))
      throw new CodedError(
        'sip-bad-uri',
        `'${uri}' cannot be called: wanted sip:user@host[:port], or tel: with a next hop`,
      );
    return this.#hops.share(hop);
  }
}
