import type { DigestClient } from '../auth/digest-client.ts';
import { comesFromPeer, hopOf, requestWithin, withRemoteSequence, withTarget, type Dialog } from '../dialog/dialog.ts';
import { keyPressOf } from '../dialog/key-press.ts';
import { field, formatMessage } from '../message/format-message.ts';
import type { HeaderField, IncomingRequest, IncomingResponse, SipResponse } from '../message/message.ts';
import { parseSipUri } from '../message/sip-uri.ts';
import { reasonOf } from '../message/reason-header.ts';
import { responseTo, type ResponseParts } from '../message/response-to.ts';
import { bodyOf } from '../message/sip-body.ts';
import type { CallEnd, ReasonHeader, SipAddress, SipBody } from '../sip-endpoint.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import { allowed, capabilities, contactFor, knownMethods, type AgentContext } from './agent-context.ts';
import type { DialogWork, SessionListener } from './dialog-work.ts';
import { reasonField, typeField } from './one-line.ts';
import { Referrals } from './referrals.ts';
import { Resender } from './resender.ts';
import { sendAuthorized, statusOf, type Reply } from './send-request.ts';
import { SessionOffers } from './session-offers.ts';

/** What may still come after a BYE: it says so, or belongs to a subscription (RFC 5057 §4). */
const outlives: ReadonlySet<string> = new Set(['BYE', 'NOTIFY', 'SUBSCRIBE']);

/** One dialog at work: asks and answers inside it, the same for caller and callee. */
export class DialogSession implements DialogWork {
  readonly context: AgentContext;
  readonly listener: SessionListener;
  readonly referrals: Referrals = new Referrals(this);
  readonly offers: SessionOffers;
  readonly #digest: DigestClient;
  #dialog: Dialog;
  #over = false;
  #established = false;
  /** What keeps the dialog known although the call is over. */
  #holds = 0;
  #closed = false;
  /** 2xx to INVITEs that wait for their ACK, by CSeq. */
  readonly #unacknowledged = new Map<
    number,
    { readonly resender: Resender; readonly done: (acked: boolean) => void }
  >();

  constructor(
    context: AgentContext,
    dialog: Dialog,
    digest: DigestClient,
    listener: SessionListener,
    pendingOffer: 'ours' | 'theirs',
  ) {
    this.context = context;
    this.#dialog = dialog;
    this.#digest = digest;
    this.listener = listener;
    this.offers = new SessionOffers(this, pendingOffer);
  }

  get dialog(): Dialog {
    return this.#dialog;
  }

  get over(): boolean {
    return this.#over;
  }

  get established(): boolean {
    return this.#established;
  }

  retarget(message: IncomingRequest | IncomingResponse): void {
    this.#dialog = withTarget(this.#dialog, message);
  }

  /** The 2xx came: its routes count, whatever the provisional answers had (RFC 3261 §13.2.2.4). */
  confirm(dialog: Dialog): void {
    this.#established = true;
    const { localSequence, remoteSequence, remoteTarget, hasContact } = this.#dialog;
    this.#dialog = {
      ...dialog,
      ...(dialog.hasContact ? {} : { remoteTarget, hasContact }),
      localSequence: Math.max(localSequence, dialog.localSequence),
      remoteSequence,
    };
  }

  contact(): HeaderField {
    return contactFor(this.context, hopOf(this.#dialog), parseSipUri(this.#dialog.localUri)?.user ?? null);
  }

  ask(
    method: string,
    headers: readonly HeaderField[],
    body?: SipBody,
    sent: (sequence: number) => void = () => undefined,
  ): Promise<Reply> {
    return sendAuthorized(this.context, this.#digest, () => {
      const content = body ? [typeField(body)] : [];
      const agent = field('user-agent', this.context.userAgent);
      const next = requestWithin(this.#dialog, method, [...headers, agent, ...content], body?.content);
      this.#dialog = next.dialog;
      sent(next.dialog.localSequence);
      return { request: next.request, to: hopOf(this.#dialog) };
    });
  }

  /** Ends the call: over at once (RFC 3261 §15.1.1), resolves when the BYE was answered or given up. */
  async bye(reason?: ReasonHeader, end: CallEnd = { by: 'local', reason: reason ?? null, detail: '' }): Promise<void> {
    if (this.#over) return;
    this.#end();
    const asked = this.ask('BYE', reason ? [reasonField(reason)] : []);
    queueMicrotask(() => this.listener.ended(end));
    const release = this.hold();
    await asked;
    release();
  }

  /** Over before there was a call to end: nothing is said. */
  drop(): void {
    this.#end();
    this.#closeWhenFree();
  }

  /** Falls silent: no timer of it runs any more, and nobody is told. */
  stop(): void {
    this.#silence();
    this.referrals.stop();
  }

  hold(): () => void {
    let held = true;
    this.#holds++;
    return () => {
      if (!held) return;
      held = false;
      this.#holds--;
      this.#closeWhenFree();
    };
  }

  #closeWhenFree(): void {
    if (!this.#over || this.#holds > 0 || this.#closed) return;
    this.#closed = true;
    this.listener.closed();
  }

  #end(): void {
    const waiting = [...this.#unacknowledged.values()];
    this.#silence();
    for (const { done } of waiting) done(false);
  }

  #silence(): void {
    this.#over = true;
    this.offers.stop();
    for (const { resender } of this.#unacknowledged.values()) resender.stop();
    this.#unacknowledged.clear();
  }

  async info(body: SipBody): Promise<number> {
    return statusOf(await this.askAlive('INFO', [], body));
  }

  /** 408 and 481 say that the peer knows the dialog no more (§12.2.1.2). */
  async askAlive(
    method: string,
    headers: readonly HeaderField[],
    body?: SipBody,
    sent?: (sequence: number) => void,
  ): Promise<Reply> {
    const reply = await this.ask(method, headers, body, sent);
    const status = statusOf(reply);
    if (this.#established && (status === 481 || status === 408)) {
      const detail = `${method} in the call: ${status}`;
      void this.bye(undefined, { by: 'network', reason: null, detail });
    }
    return reply;
  }

  // What the peer asks.

  request(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void {
    const counted = withRemoteSequence(this.#dialog, request.envelope.sequence);
    if (!counted) return this.answer(transaction, request, 500, { reasonPhrase: 'CSeq out of order' });
    if (this.#over && !outlives.has(request.method)) return this.answer(transaction, request, 481);
    this.#dialog = counted;
    switch (request.method) {
      case 'BYE':
        this.answer(transaction, request, 200);
        return this.#endedByPeer(request);
      case 'INVITE':
        return this.offers.reinvited(request, transaction);
      case 'UPDATE':
        return this.offers.updated(request, transaction);
      case 'REFER':
        // Who has only read a call's tags elsewhere does not send it on.
        if (!comesFromPeer(this.#dialog, source)) return this.answer(transaction, request, 403);
        return this.referrals.referred(request, transaction);
      case 'NOTIFY':
        return this.referrals.notified(request, transaction);
      case 'SUBSCRIBE':
        return this.referrals.subscribed(request, transaction);
      case 'INFO':
        this.answer(transaction, request, 200);
        return this.#informed(bodyOf(request));
      case 'OPTIONS':
        return this.answer(transaction, request, 200, { headers: capabilities });
      case 'PRACK': {
        const { status, parts } = this.listener.pracked?.(request) ?? { status: 481 };
        return this.answer(transaction, request, status, parts);
      }
      default:
        return this.answer(transaction, request, knownMethods.has(request.method) ? 405 : 501, {
          headers: [field('allow', allowed)],
        });
    }
  }

  #informed(body: SipBody | null): void {
    if (!body) return;
    const press = keyPressOf(body);
    if (!press || this.listener.pressed?.(press) !== true) this.listener.info(body);
  }

  #endedByPeer(bye: IncomingRequest): void {
    if (this.#over) return;
    this.#end();
    this.#closeWhenFree();
    this.listener.ended({ by: 'remote', reason: reasonOf(bye), detail: '' });
  }

  ack(request: IncomingRequest): void {
    const waiting = this.#unacknowledged.get(request.envelope.sequence);
    if (!waiting) return;
    this.#unacknowledged.delete(request.envelope.sequence);
    waiting.resender.stop();
    waiting.done(true);
    const body = bodyOf(request);
    if (body) this.listener.reanswered?.(body);
  }

  /** Answers an INVITE with 2xx and sends it again until the ACK; `done` hears whether it came (§13.3.1.4). */
  accept(
    request: IncomingRequest,
    transaction: ServerTransaction,
    response: SipResponse,
    done: (acked: boolean) => void = () => undefined,
  ): void {
    this.#established = true;
    const text = formatMessage(response);
    const { clock, timers, transactions } = this.context;
    const resend = (): void => transactions.write(text, transaction.peer);
    const gaveUp = (): void => void this.bye(undefined, { by: 'network', reason: null, detail: 'no ACK' });
    const resender = new Resender(clock, timers, 'final', resend, gaveUp);
    this.#unacknowledged.set(request.envelope.sequence, { resender, done });
    transaction.respondText(response.status, text);
  }

  answer(transaction: ServerTransaction, request: IncomingRequest, status: number, parts?: ResponseParts): void {
    transaction.respond(responseTo(request, status, parts));
  }
}
