import { DigestClient } from '../auth/digest-client.ts';
import {
  dialogFromInvite,
  hopOf,
  requestWithin,
  withRemoteSequence,
  withTarget,
  type Dialog,
} from '../dialog/dialog.ts';
import { dialogInfo } from '../dialog/dialog-info.ts';
import { messageSummary } from '../dialog/message-summary.ts';
import type { SubscribeVerdict } from '../dialog/subscribe-verdict.ts';
import { field } from '../message/format-message.ts';
import type { IncomingRequest } from '../message/message.ts';
import { responseTo } from '../message/response-to.ts';
import { parseSipUri } from '../message/sip-uri.ts';
import type { EventStates, SipAddress, SipBody } from '../sip-endpoint.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import { contactFor, type AgentContext, type DialogOwner, type Replaceable } from './agent-context.ts';
import { sendAuthorized, statusOf } from './send-request.ts';

export type Served = Extract<SubscribeVerdict, { kind: 'serve' }>;

export interface SubscriptionParts {
  readonly request: IncomingRequest;
  readonly source: SipAddress;
  readonly served: Served;
  readonly states: EventStates;
  /** Asks whether a SUBSCRIBE may be served, answers it where not. */
  readonly judge: (request: IncomingRequest, transaction: ServerTransaction, serve: (served: Served) => void) => void;
  readonly closed: () => void;
}

/**
 * One subscriber of one state (RFC 6665 §4.2).
 *
 *   SUBSCRIBE: 200, NOTIFY ──► active ── Expires: 0, time out: NOTIFY terminated ──► over
 *                               │  ▲ └── NOTIFY refused or unanswered ──► over
 *         refreshed, or changed:│  │
 *         NOTIFY active         └──┘  one at a time: what changes meanwhile is told by the next
 */
export class Subscription implements DialogOwner {
  readonly #context: AgentContext;
  readonly #parts: SubscriptionParts;
  readonly #resource: string;
  readonly #localTag: string;
  readonly #digest: DigestClient;
  #dialog: Dialog;
  #expiresAtMs = 0;
  #over = false;
  #sending = false;
  #changed = false;
  #version = 0;
  #cancelTimer = (): void => undefined;
  #unwatch = (): void => undefined;

  constructor(context: AgentContext, parts: SubscriptionParts) {
    this.#context = context;
    this.#parts = parts;
    this.#resource = parts.request.uri;
    this.#localTag = context.random.hex(6);
    this.#digest = new DigestClient(context.random, () => Promise.resolve(null));
    this.#dialog = dialogFromInvite(parts.request, this.#localTag, parts.source);
  }

  begin(transaction: ServerTransaction): void {
    const { request, served, states } = this.#parts;
    this.#context.dialogs.add(this.#dialog.callId, this.#localTag, this);
    if (served.expiresSec > 0)
      this.#unwatch = states.watch(served.event, this.#resource, () => {
        this.#changed = true;
        void this.#tell();
      });
    this.#accept(request, transaction, served.expiresSec);
  }

  // As owner of the dialog.

  request(request: IncomingRequest, transaction: ServerTransaction): void {
    const counted = withRemoteSequence(this.#dialog, request.envelope.sequence);
    if (!counted) return transaction.respond(responseTo(request, 500, { reasonPhrase: 'CSeq out of order' }));
    this.#dialog = counted;
    if (request.method !== 'SUBSCRIBE' || this.#over)
      return transaction.respond(
        responseTo(request, this.#over ? 481 : 405, { headers: [field('allow', 'SUBSCRIBE')] }),
      );
    this.#parts.judge(request, transaction, (served) => {
      if (this.#over || served.event !== this.#parts.served.event || served.id !== this.#parts.served.id)
        return transaction.respond(responseTo(request, 481));
      this.#dialog = withTarget(this.#dialog, request);
      this.#accept(request, transaction, served.expiresSec);
    });
  }

  ack(): void {
    // There is no INVITE in here.
  }

  replaceable(): Replaceable | null {
    return null;
  }

  stop(): void {
    this.#over = true;
    this.#cancelTimer();
    this.#unwatch();
    this.#context.dialogs.remove(this.#dialog.callId, this.#localTag);
    this.#parts.closed();
  }

  #accept(request: IncomingRequest, transaction: ServerTransaction, expiresSec: number): void {
    const { clock } = this.#context;
    const headers = [this.#contact(), field('expires', String(expiresSec)), field('server', this.#context.userAgent)];
    transaction.respond(responseTo(request, 200, { toTag: this.#localTag, headers }));
    this.#cancelTimer();
    this.#expiresAtMs = clock.monotonicMs() + expiresSec * 1_000;
    if (expiresSec > 0)
      this.#cancelTimer = clock.after(expiresSec * 1_000, () => {
        this.#expiresAtMs = 0;
        void this.#tell();
      });
    this.#changed = true;
    void this.#tell();
  }

  /** Tells the state as it is now, until there is nothing new to tell. */
  async #tell(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let expires = this.#leftSec(); !this.#over && (this.#changed || expires === 0); expires = this.#leftSec()) {
      this.#changed = false;
      const status = await this.#notify(expires === 0 ? 'terminated;reason=timeout' : `active;expires=${expires}`);
      if (expires === 0 || status >= 300) this.stop();
    }
    this.#sending = false;
  }

  #leftSec(): number {
    return Math.max(0, Math.ceil((this.#expiresAtMs - this.#context.clock.monotonicMs()) / 1_000));
  }

  async #notify(state: string): Promise<number> {
    const { event, id } = this.#parts.served;
    const body = this.#document();
    const reply = await sendAuthorized(this.#context, this.#digest, () => {
      const next = requestWithin(
        this.#dialog,
        'NOTIFY',
        [
          this.#contact(),
          field('event', id === null ? event : `${event};id=${id}`),
          field('subscription-state', state),
          field('user-agent', this.#context.userAgent),
          field('content-type', body.contentType),
        ],
        body.content,
      );
      this.#dialog = next.dialog;
      return { request: next.request, to: hopOf(this.#dialog) };
    });
    return statusOf(reply);
  }

  #document(): SipBody {
    const { states, served } = this.#parts;
    return served.event === 'dialog'
      ? dialogInfo(this.#resource, this.#version++, states.dialogs(this.#resource))
      : messageSummary(this.#resource, states.messages(this.#resource));
  }

  #contact(): ReturnType<typeof field> {
    return contactFor(this.#context, hopOf(this.#dialog), parseSipUri(this.#resource)?.user ?? null);
  }
}
