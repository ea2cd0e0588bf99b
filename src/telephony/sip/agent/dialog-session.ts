import { CodedError } from '../../../foundation/errors.ts';
import type { DigestClient } from '../auth/digest-client.ts';
import { hopOf, requestWithin, withRemoteSequence, withTarget, type Dialog } from '../dialog/dialog.ts';
import { field, formatMessage } from '../message/format-message.ts';
import type { HeaderField, IncomingRequest, IncomingResponse, SipResponse } from '../message/message.ts';
import { parseSipUri } from '../message/sip-uri.ts';
import { formatReason, reasonOf } from '../message/reason-header.ts';
import { responseTo, type ResponseParts } from '../message/response-to.ts';
import { bodyOf } from '../message/sip-body.ts';
import type { CallEnd, ReasonHeader, SipBody } from '../sip-endpoint.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import { allowed, contactFor, knownMethods, supported, type AgentContext } from './agent-context.ts';
import { Resender } from './resender.ts';
import { sendAuthorized, statusOf, type Reply } from './send-request.ts';

/** Who hears what the peer does inside the dialog. */
export interface SessionListener {
  ended(end: CallEnd): void;
  reoffered(offer: SipBody | null): SipBody | { readonly refuse: number };
  /** The peer's answer to the offer we made when its re-INVITE had none. */
  reanswered?(answer: SipBody): void;
  info(body: SipBody): void;
  /** A PRACK (RFC 3262): what to answer it with. 481 where absent. */
  pracked?(request: IncomingRequest): { readonly status: number; readonly parts?: ResponseParts };
  /** Nothing more is expected inside the dialog: it may be forgotten. */
  closed(): void;
}

const maxGlareRetries = 4;

/** One dialog at work: asks and answers inside it, the same for caller and callee. */
export class DialogSession {
  readonly #context: AgentContext;
  readonly #digest: DigestClient;
  readonly #listener: SessionListener;
  #dialog: Dialog;
  #over = false;
  #offering = false;
  /** 2xx to INVITEs that wait for their ACK, by CSeq. */
  readonly #unacknowledged = new Map<
    number,
    { readonly resender: Resender; readonly done: (acked: boolean) => void }
  >();

  constructor(context: AgentContext, dialog: Dialog, digest: DigestClient, listener: SessionListener) {
    this.#context = context;
    this.#dialog = dialog;
    this.#digest = digest;
    this.#listener = listener;
  }

  get dialog(): Dialog {
    return this.#dialog;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Takes in the peer's Contact from an answer that belongs to this dialog. */
  refresh(answer: IncomingResponse): void {
    this.#dialog = withTarget(this.#dialog, answer);
  }

  /** The 2xx came: its routes count, whatever the provisional answers had (RFC 3261 §13.2.2.4). */
  confirm(dialog: Dialog): void {
    const { localSequence, remoteSequence, remoteTarget, hasContact } = this.#dialog;
    this.#dialog = {
      ...dialog,
      ...(dialog.hasContact ? {} : { remoteTarget, hasContact }),
      localSequence: Math.max(localSequence, dialog.localSequence),
      remoteSequence,
    };
  }

  contact(): HeaderField {
    return contactFor(this.#context, hopOf(this.#dialog), parseSipUri(this.#dialog.localUri)?.user ?? null);
  }

  /** Asks inside the dialog. */
  ask(method: string, headers: readonly HeaderField[], body?: SipBody): Promise<Reply> {
    return sendAuthorized(this.#context, this.#digest, () => {
      const content = body ? [field('content-type', body.contentType)] : [];
      const agent = field('user-agent', this.#context.userAgent);
      const next = requestWithin(this.#dialog, method, [...headers, agent, ...content], body?.content);
      this.#dialog = next.dialog;
      return { request: next.request, to: hopOf(this.#dialog) };
    });
  }

  /** Ends the dialog: over at once (RFC 3261 §15.1.1), resolves when the BYE was answered or given up. */
  async bye(reason?: ReasonHeader, end: CallEnd = { by: 'local', reason: reason ?? null, detail: '' }): Promise<void> {
    if (this.#over) return;
    this.#end();
    const asked = this.ask('BYE', reason ? [field('reason', formatReason(reason))] : []);
    queueMicrotask(() => this.#listener.ended(end));
    await asked;
    this.#listener.closed();
  }

  /** Over before there was a call to end: nothing is said. */
  drop(): void {
    this.#end();
    this.#listener.closed();
  }

  #end(): void {
    this.#over = true;
    for (const { resender, done } of this.#unacknowledged.values()) {
      resender.stop();
      done(false);
    }
    this.#unacknowledged.clear();
  }

  async info(body: SipBody): Promise<number> {
    return statusOf(await this.#askAlive('INFO', [], body));
  }

  /** Offers a changed session (RFC 3261 §14.1); of two offers that cross, ours waits and comes again. */
  async reinvite(offer: SipBody): Promise<SipBody> {
    for (let retry = 0; ; retry++) {
      if (this.#over) throw refused(481, 'the call is over');
      if (this.#offering) throw refused(491, 'another offer of ours waits for its answer');
      const reply = await this.#offer(offer);
      if (reply.kind === 'answer' && reply.response.status < 300) return this.#agreed(reply);
      if (statusOf(reply) !== 491 || retry >= maxGlareRetries) throw refused(statusOf(reply), phraseOf(reply));
      await this.#glareDelay();
    }
  }

  async #offer(offer: SipBody): Promise<Reply> {
    this.#offering = true;
    try {
      const headers = [this.contact(), field('allow', allowed), field('supported', supported)];
      return await this.#askAlive('INVITE', headers, offer);
    } finally {
      this.#offering = false;
    }
  }

  /** 408 and 481 say that the peer knows the dialog no more (§12.2.1.2). */
  async #askAlive(method: string, headers: readonly HeaderField[], body: SipBody): Promise<Reply> {
    const reply = await this.ask(method, headers, body);
    const status = statusOf(reply);
    if (status === 481 || status === 408) {
      const detail = `${method} in the call: ${status}`;
      void this.bye(undefined, { by: 'network', reason: null, detail });
    }
    return reply;
  }

  #agreed(reply: Reply & { readonly kind: 'answer' }): SipBody {
    this.refresh(reply.response);
    const acknowledge = requestWithin({ ...this.#dialog, localSequence: reply.response.envelope.sequence }, 'ACK', []);
    const to = hopOf(this.#dialog);
    const text = this.#context.transactions.acknowledge(acknowledge.request, to);
    reply.transaction.user = {
      response: () => this.#context.transactions.write(text, to),
      gaveUp: () => undefined,
    };
    const answer = bodyOf(reply.response);
    if (!answer) throw refused(reply.response.status, 'the 2xx has no answer to the offer');
    return answer;
  }

  /** RFC 3261 §14.1: who made the Call-ID waits longer. */
  #glareDelay(): Promise<void> {
    const { random, clock } = this.#context;
    const delayMs = this.#dialog.remoteSequence === null ? 2_100 + random.int(191) * 10 : random.int(201) * 10;
    return new Promise((resolve) => {
      clock.after(delayMs, resolve);
    });
  }

  // What the peer asks.

  request(request: IncomingRequest, transaction: ServerTransaction): void {
    const counted = withRemoteSequence(this.#dialog, request.envelope.sequence);
    if (!counted) return this.#answer(transaction, request, 500, { reasonPhrase: 'CSeq out of order' });
    if (this.#over && request.method !== 'BYE') return this.#answer(transaction, request, 481);
    this.#dialog = counted;
    switch (request.method) {
      case 'BYE':
        this.#answer(transaction, request, 200);
        return this.#endedByPeer(request);
      case 'INVITE':
        return this.#reinvited(request, transaction);
      case 'UPDATE':
        return this.#updated(request, transaction);
      case 'INFO': {
        const body = bodyOf(request);
        this.#answer(transaction, request, 200);
        return body ? this.#listener.info(body) : undefined;
      }
      case 'OPTIONS':
        return this.#answer(transaction, request, 200, { headers: capabilities });
      case 'PRACK': {
        const { status, parts } = this.#listener.pracked?.(request) ?? { status: 481 };
        return this.#answer(transaction, request, status, parts);
      }
      default:
        return this.#answer(transaction, request, knownMethods.has(request.method) ? 405 : 501, {
          headers: [field('allow', allowed)],
        });
    }
  }

  #endedByPeer(bye: IncomingRequest): void {
    if (this.#over) return;
    this.#end();
    this.#listener.closed();
    this.#listener.ended({ by: 'remote', reason: reasonOf(bye), detail: '' });
  }

  ack(request: IncomingRequest): void {
    const waiting = this.#unacknowledged.get(request.envelope.sequence);
    if (!waiting) return;
    this.#unacknowledged.delete(request.envelope.sequence);
    waiting.resender.stop();
    waiting.done(true);
    const body = bodyOf(request);
    if (body) this.#listener.reanswered?.(body);
  }

  /** Answers an INVITE with 2xx and sends it again until the ACK; `done` hears whether it came (§13.3.1.4). */
  accept(
    request: IncomingRequest,
    transaction: ServerTransaction,
    response: SipResponse,
    done: (acked: boolean) => void = () => undefined,
  ): void {
    const text = formatMessage(response);
    const { clock, timers, transactions } = this.#context;
    const resend = (): void => transactions.write(text, transaction.peer);
    const gaveUp = (): void => void this.bye(undefined, { by: 'network', reason: null, detail: 'no ACK' });
    const resender = new Resender(clock, timers, 'final', resend, gaveUp);
    this.#unacknowledged.set(request.envelope.sequence, { resender, done });
    transaction.respondText(response.status, text);
  }

  #reinvited(request: IncomingRequest, transaction: ServerTransaction): void {
    if (this.#offering) return this.#answer(transaction, request, 491);
    const verdict = this.#listener.reoffered(bodyOf(request));
    if ('refuse' in verdict) return this.#answer(transaction, request, verdict.refuse);
    this.#dialog = withTarget(this.#dialog, request);
    const headers = [this.contact(), ...capabilities, field('content-type', verdict.contentType)];
    this.accept(request, transaction, responseTo(request, 200, { headers, body: verdict.content }));
  }

  #updated(request: IncomingRequest, transaction: ServerTransaction): void {
    const offer = bodyOf(request);
    if (offer && this.#offering) return this.#answer(transaction, request, 491);
    const verdict = offer ? this.#listener.reoffered(offer) : null;
    if (verdict && 'refuse' in verdict) return this.#answer(transaction, request, verdict.refuse);
    this.#dialog = withTarget(this.#dialog, request);
    const type = verdict ? [field('content-type', verdict.contentType)] : [];
    this.#answer(transaction, request, 200, { headers: [this.contact(), ...type], body: verdict?.content ?? '' });
  }

  #answer(transaction: ServerTransaction, request: IncomingRequest, status: number, parts?: ResponseParts): void {
    transaction.respond(responseTo(request, status, parts));
  }
}

export const capabilities: readonly HeaderField[] = [
  field('allow', allowed),
  field('supported', supported),
  field('accept', 'application/sdp'),
];

const phraseOf = (reply: Reply): string => (reply.kind === 'answer' ? reply.response.reasonPhrase : reply.cause);

function refused(status: number, why: string): CodedError {
  return new CodedError('sip-refused', `re-INVITE refused with ${status} ${why}; wanted 200 with an answer`, {
    status,
  });
}
