import { CodedError } from '../../../foundation/errors.ts';
import { DigestClient } from '../auth/digest-client.ts';
import { dialogFromInvite, hopOf } from '../dialog/dialog.ts';
import { timerAnswer, type TimerAnswer } from '../dialog/session-timer.ts';
import type { ReferOrder, ReferReport } from '../in-dialog.ts';
import { field } from '../message/format-message.ts';
import { header, headerMap, headersNamed, lists, type HeaderField, type IncomingRequest } from '../message/message.ts';
import { parseNameAddress } from '../message/name-address.ts';
import { reasonOf } from '../message/reason-header.ts';
import { responseTo, type ResponseParts } from '../message/response-to.ts';
import { parseSipUri } from '../message/sip-uri.ts';
import { bodyOf } from '../message/sip-body.ts';
import type {
  CallEnd,
  DialogIdentity,
  IncomingCall,
  IncomingCallListener,
  ReasonHeader,
  SipAddress,
  SipBody,
} from '../sip-endpoint.ts';
import type { ServerTransaction, ServerUser } from '../transaction/transaction.ts';
import { capabilities, contactFor, type AgentContext, type DialogOwner, type Replaceable } from './agent-context.ts';
import { DialogSession } from './dialog-session.ts';
import { extraHeaders } from './extra-headers.ts';
import {
  incomingCallTable,
  type IncomingEffect,
  type IncomingInput,
  type IncomingState,
} from './incoming-call-table.ts';
import { listenToSession } from './listen-to-session.ts';
import { oneLine, reasonField, spaced, typeField } from './one-line.ts';
import { ReliableProgress } from './reliable-progress.ts';

type ProgressOptions = NonNullable<Parameters<IncomingCall['progress']>[1]>;
type RejectOptions = NonNullable<Parameters<IncomingCall['reject']>[1]>;
type ListenerEvent = (listener: IncomingCallListener) => void;

interface Wanted {
  readonly status: number;
  readonly parts: ResponseParts;
  readonly tag: string;
  readonly reliable: boolean;
}

interface Acceptance {
  readonly parts: ResponseParts;
  readonly body: SipBody;
  readonly done: (acked: boolean) => void;
}

/** Runs `incomingCallTable` for one INVITE and hands what follows the 2xx to a `DialogSession`. */
export class IncomingInvite implements IncomingCall, ServerUser, DialogOwner {
  readonly sipCallId: string;
  readonly requestUri: string;
  readonly from: string;
  readonly to: string;
  readonly offer: SipBody | null;
  readonly source: SipAddress;
  readonly #context: AgentContext;
  readonly #invite: IncomingRequest;
  readonly #transaction: ServerTransaction;
  readonly #localTag: string;
  readonly #digest: DigestClient;
  readonly #session: DialogSession;
  /** Further early dialogs, by the tag the application gave them. */
  readonly #others = new Map<string, DialogSession>();
  readonly #reliable: ReliableProgress;
  readonly #timer: Extract<TimerAnswer, { kind: 'agreed' }>;
  readonly #closed: () => void;
  #state: IncomingState = 'offered';
  #listener: IncomingCallListener | null = null;
  /** What happened before anybody listened. */
  #unheard: ListenerEvent | null = null;
  #acceptance: Acceptance | null = null;
  #acknowledged: Promise<boolean> | null = null;

  constructor(
    context: AgentContext,
    invite: IncomingRequest,
    transaction: ServerTransaction,
    source: SipAddress,
    closed: () => void,
  ) {
    this.#context = context;
    this.#invite = invite;
    this.#transaction = transaction;
    this.#closed = closed;
    this.source = source;
    this.sipCallId = invite.envelope.callId;
    this.requestUri = invite.uri;
    this.from = header(invite, 'from') ?? '';
    this.to = header(invite, 'to') ?? '';
    this.offer = bodyOf(invite);
    this.#localTag = context.random.hex(6);
    this.#digest = new DigestClient(context.random, () => Promise.resolve(null));
    this.#timer = agreedTimer(invite, context);
    this.#reliable = new ReliableProgress(context, invite.envelope.sequence, () => this.#feed('reliable-lost'));
    this.#session = this.#sessionFor(this.#localTag);
    transaction.user = this;
  }

  get headers(): ReadonlyMap<string, readonly string[]> {
    return headerMap(this.#invite);
  }

  identity(): DialogIdentity {
    const { dialog } = this.#session;
    return {
      callId: dialog.callId,
      localTag: dialog.localTag,
      remoteTag: dialog.remoteTag,
      localUri: dialog.localUri,
      remoteUri: dialog.remoteUri,
      remoteTarget: dialog.remoteTarget,
      routes: dialog.routes,
      localSequence: dialog.localSequence,
      inviteSequence: this.#invite.envelope.sequence,
      inviteBranch: this.#invite.envelope.via.parameters.get('branch') ?? '',
      nextHop: hopOf(dialog),
    };
  }

  listen(listener: IncomingCallListener): void {
    this.#listener = listener;
    this.#unheard?.(listener);
    this.#unheard = null;
  }

  progress(status: number, options: ProgressOptions = {}): void {
    const tag = oneLine('To', options.toTag ?? this.#localTag);
    const required = lists(this.#invite, 'require', '100rel');
    const reliable = required || (options.reliable === true && lists(this.#invite, 'supported', '100rel'));
    const headers = [...this.#dialogHeaders(), ...extraHeaders(options.headers), ...contentType(options.body)];
    const parts = { toTag: tag, headers, body: options.body?.content ?? '' };
    if (tag !== this.#localTag && !this.#others.has(tag)) this.#others.set(tag, this.#sessionFor(tag));
    this.#feed('progress', { status, parts, tag, reliable });
  }

  async accept(body: SipBody, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    if (this.#state !== 'offered') throw gone(`it is ${this.#state}`);
    const all = [
      ...this.#dialogHeaders(),
      ...capabilities,
      ...this.#timer.headers,
      ...extraHeaders(headers),
      ...contentType(body),
    ];
    const parts = { toTag: this.#localTag, headers: all, body: body.content };
    this.#acknowledged = new Promise((done) => {
      this.#acceptance = { parts, body, done };
      this.#feed(this.#reliable.holdsAcceptance ? 'accept-later' : 'accept');
    });
    if (!(await this.#acknowledged)) throw gone('no ACK came');
  }

  reject(status: number, options: RejectOptions = {}): void {
    const headers = extraHeaders(options.headers, 'contact');
    if (options.reason) headers.push(reasonField(options.reason));
    const phrase = options.reasonPhrase === undefined ? {} : { reasonPhrase: spaced(options.reasonPhrase) };
    const parts = { toTag: this.#localTag, headers, ...phrase };
    this.#feed('reject', { status, parts, tag: this.#localTag, reliable: false });
  }

  /** Before an answer this rejects with 480; before the ACK it waits for that (RFC 3261 §15). */
  async bye(reason?: ReasonHeader): Promise<void> {
    if (this.#state === 'offered') return this.reject(480, reason ? { reason } : {});
    await this.#acknowledged;
    await this.#session.bye(reason);
  }

  reinvite(offer: SipBody): Promise<SipBody> {
    return this.#session.offers.reinvite(offer);
  }

  update(offer?: SipBody): Promise<SipBody | null> {
    return this.#session.offers.update(offer);
  }

  hold(direction: 'sendonly' | 'inactive' = 'sendonly'): Promise<SipBody> {
    return this.#session.offers.turn(direction);
  }

  resume(): Promise<SipBody> {
    return this.#session.offers.turn('sendrecv');
  }

  refer(order: ReferOrder, report: (report: ReferReport) => void = () => undefined): Promise<number> {
    return this.#session.referrals.refer(order, report);
  }

  info(body: SipBody): Promise<number> {
    return this.#session.info(body);
  }

  // As user of the INVITE's transaction.

  cancelled(cancel: IncomingRequest): void {
    this.#feed('cancel', null, reasonOf(cancel));
  }

  get localTag(): string {
    return this.#localTag;
  }

  // As owner of the dialogs.

  request(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void {
    const tag = request.envelope.toTag ?? '';
    const session = tag === this.#localTag ? this.#session : this.#others.get(tag);
    if (session && request.envelope.fromTag === this.#invite.envelope.fromTag)
      session.request(request, transaction, source);
    else transaction.respond(responseTo(request, 481));
  }

  ack(request: IncomingRequest): void {
    this.#session.ack(request);
  }

  replaceable(remoteTag: string): Replaceable | null {
    if (remoteTag !== this.#session.dialog.remoteTag) return null;
    const take = this.#listener?.replaced?.bind(this.#listener) ?? null;
    if (this.#state === 'over' || this.#session.over) return { state: 'over', take };
    return { state: this.#session.established ? 'established' : 'early-theirs', take };
  }

  stop(): void {
    this.#reliable.stop();
    this.#session.stop();
  }

  #feed(input: IncomingInput, wanted: Wanted | null = null, reason: ReasonHeader | null = null): void {
    const row = incomingCallTable[this.#state][input];
    if (!row) return;
    this.#state = row.next;
    for (const effect of row.effects) this.#perform(effect, wanted, reason);
    if (row.next === 'over' && input !== 'ended') this.#session.drop();
  }

  #perform(effect: IncomingEffect, wanted: Wanted | null, reason: ReasonHeader | null): void {
    switch (effect) {
      case 'send-progress':
        return wanted ? this.#sendProgress(wanted) : undefined;
      case 'send-acceptance':
        return this.#sendAcceptance();
      case 'send-rejection':
        return wanted ? this.#respond(wanted.status, wanted.parts) : undefined;
      case 'refuse-unconfirmed':
        return this.#respond(504, { toTag: this.#localTag });
      case 'answer-487':
        return this.#respond(487, { toTag: this.#localTag });
      case 'report-cancelled':
        return this.#tell((listener) => listener.cancelled(reason));
      case 'report-lost':
        return this.#tell((listener) => listener.ended({ by: 'network', reason: null, detail: 'no PRACK' }));
    }
  }

  #sendProgress({ status, parts, tag, reliable }: Wanted): void {
    if (!reliable || status === 100) return this.#respond(status, parts);
    const send = (more: readonly HeaderField[]): void =>
      this.#respond(status, { ...parts, headers: [...(parts.headers ?? []), ...more] });
    const session = tag === this.#localTag ? this.#session : this.#others.get(tag);
    if (parts.body && this.offer && session) session.offers.settled(bodyOfParts(parts), this.#invite);
    this.#reliable.push({ tag, hasBody: parts.body !== '', send });
  }

  #sendAcceptance(): void {
    const acceptance = this.#acceptance;
    if (!acceptance) return;
    this.#reliable.stop();
    const response = responseTo(this.#invite, 200, acceptance.parts);
    const { offers } = this.#session;
    if (this.offer) offers.settled(acceptance.body, this.#invite);
    this.#session.accept(this.#invite, this.#transaction, response, (acked) => {
      if (acked) {
        offers.settled(acceptance.body, this.#invite);
        this.#feed('ack');
      }
      acceptance.done(acked);
    });
    offers.begin(this.#timer.timer);
  }

  #respond(status: number, parts: ResponseParts): void {
    this.#transaction.respond(responseTo(this.#invite, status, parts));
  }

  #tell(event: ListenerEvent): void {
    if (this.#listener) event(this.#listener);
    else this.#unheard = event;
  }

  #dialogHeaders(): HeaderField[] {
    const user = parseSipUri(parseNameAddress(this.to)?.uri ?? '')?.user ?? null;
    const routes = headersNamed(this.#invite, 'record-route').map((value) => field('record-route', value));
    return [...routes, contactFor(this.#context, this.source, user), field('server', this.#context.userAgent)];
  }

  #sessionFor(tag: string): DialogSession {
    this.#context.dialogs.add(this.sipCallId, tag, this);
    const listener = {
      ...listenToSession(() => this.#listener),
      ended: (end: CallEnd) => {
        this.#feed('ended');
        this.#tell((heard) => heard.ended(end));
      },
      pracked: (prack: IncomingRequest) => this.#pracked(prack),
      closed: () => this.#forget(),
    };
    const dialog = dialogFromInvite(this.#invite, tag, this.source);
    return new DialogSession(this.#context, dialog, this.#digest, listener, this.offer ? 'theirs' : 'ours');
  }

  #pracked(prack: IncomingRequest): { readonly status: number; readonly parts?: ResponseParts } {
    if (!this.#reliable.confirmed(prack)) return { status: 481 };
    // The 2xx that waited goes after the answer to the PRACK.
    if (!this.#reliable.holdsAcceptance) queueMicrotask(() => this.#feed('reliable-confirmed'));
    const offer = bodyOf(prack);
    const verdict = offer ? (this.#listener?.reoffered(offer) ?? { refuse: 488 }) : null;
    if (!verdict) return { status: 200 };
    if ('refuse' in verdict) return { status: verdict.refuse };
    return { status: 200, parts: { headers: contentType(verdict), body: verdict.content } };
  }

  #forget(): void {
    this.#reliable.stop();
    this.#acceptance?.done(false);
    for (const tag of [this.#localTag, ...this.#others.keys()]) this.#context.dialogs.remove(this.sipCallId, tag);
    this.#closed();
  }
}

/** What a reliable answer says of our side. */
function bodyOfParts({ headers, body }: ResponseParts): SipBody | null {
  const type = headers?.find(({ name }) => name === 'content-type')?.value;
  return type === undefined || !body ? null : { contentType: type, content: body };
}

/** The session timer of the call; one that was too short has been refused before. */
function agreedTimer(invite: IncomingRequest, context: AgentContext): Extract<TimerAnswer, { kind: 'agreed' }> {
  const answer = timerAnswer(invite, context.sessionTimer, null);
  return answer.kind === 'agreed' ? answer : { kind: 'agreed', timer: null, headers: [] };
}

const contentType = (body: SipBody | undefined): HeaderField[] => (body ? [typeField(body)] : []);

function gone(why: string): CodedError {
  return new CodedError('sip-call-over', `the incoming call cannot be accepted: ${why}; wanted one that still rings`);
}
