import type { ReferTarget } from '../dialog/refer-to.ts';
import { fragmentOf } from '../dialog/sip-fragment.ts';
import type { Referral, ReplacedDialog } from '../in-dialog.ts';
import { field } from '../message/format-message.ts';
import { header, headerMap, type HeaderField, type IncomingRequest } from '../message/message.ts';
import type { SipBody } from '../sip-endpoint.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import type { DialogWork } from './dialog-work.ts';
import { spaced } from './one-line.ts';
import { statusOf } from './send-request.ts';

const decideWithinMs = 20_000;
/** How long the peer is told of a call that was referred: ringing, and a good deal more. */
export const referSubscriptionSec = 180;

/**
 * A REFER of the peer, and the subscription it implies (RFC 3515 §2.4.4).
 *
 *   REFER ──► asked ── accept: 202, NOTIFY active ──► telling ── report ≥ 200, time out: NOTIFY terminated ──► over
 *               └── reject, 20 s: 3xx–6xx ──► over      └── report < 200: NOTIFY active ─┘
 */
export class ReceivedReferral implements Referral {
  readonly target: string;
  readonly replaces: ReplacedDialog | null;
  readonly referredBy: string | null;
  readonly sequence: number;
  readonly #work: DialogWork;
  readonly #request: IncomingRequest;
  readonly #transaction: ServerTransaction;
  readonly #silent: boolean;
  readonly #closed: () => void;
  #state: 'asked' | 'telling' | 'over' = 'asked';
  #cancelTimer: () => void;
  #told: { readonly status: number; readonly phrase: string | undefined } = { status: 100, phrase: undefined };
  /** NOTIFYs leave one after the other: overtaken ones would be out of order. */
  #sending: Promise<void> = Promise.resolve();

  constructor(
    work: DialogWork,
    request: IncomingRequest,
    transaction: ServerTransaction,
    { uri, replaces }: ReferTarget,
    closed: () => void,
  ) {
    this.#work = work;
    this.#request = request;
    this.#transaction = transaction;
    this.#silent = (header(request, 'refer-sub') ?? '').trim().toLowerCase().startsWith('false');
    this.#closed = closed;
    this.target = uri;
    this.replaces = replaces;
    this.referredBy = header(request, 'referred-by') ?? null;
    this.sequence = request.envelope.sequence;
    this.#cancelTimer = work.context.clock.after(decideWithinMs, () => this.reject(603));
  }

  get headers(): ReadonlyMap<string, readonly string[]> {
    return headerMap(this.#request);
  }

  accept(): void {
    if (this.#state !== 'asked') return;
    this.#cancelTimer();
    const silence = this.#silent ? [field('refer-sub', 'false')] : [];
    this.#work.answer(this.#transaction, this.#request, 202, { headers: [this.#work.contact(), ...silence] });
    if (this.#silent) return this.#end();
    this.#state = 'telling';
    this.#cancelTimer = this.#work.context.clock.after(referSubscriptionSec * 1_000, () => this.#finish('timeout'));
    this.#notify(`active;expires=${referSubscriptionSec}`);
  }

  reject(status: number, reasonPhrase?: string): void {
    if (this.#state !== 'asked') return;
    const phrase = reasonPhrase === undefined ? {} : { reasonPhrase: spaced(reasonPhrase) };
    this.#work.answer(this.#transaction, this.#request, status, phrase);
    this.#end();
  }

  report(status: number, reasonPhrase?: string): void {
    if (this.#state !== 'telling') return;
    this.#told = { status, phrase: reasonPhrase };
    if (status >= 200) this.#finish('noresource');
    else this.#notify(`active;expires=${referSubscriptionSec}`);
  }

  /** The peer refreshes the subscription, or ends it (`Expires: 0`). */
  refreshed(ends: boolean): void {
    if (ends && this.#state === 'telling') this.#finish('timeout');
  }

  /** Nobody hears any more. */
  drop(): void {
    if (this.#state === 'asked') this.reject(481);
    else this.#end();
  }

  #finish(reason: string): void {
    this.#state = 'over';
    this.#cancelTimer();
    this.#notify(`terminated;reason=${reason}`);
    void this.#sending.then(() => this.#end());
  }

  #end(): void {
    this.#state = 'over';
    this.#cancelTimer();
    this.#closed();
  }

  #notify(state: string): void {
    const { status, phrase } = this.#told;
    const headers = [
      this.#work.contact(),
      field('event', `refer;id=${this.sequence}`),
      field('subscription-state', state),
    ];
    this.#sending = this.#tell(this.#sending, headers, fragmentOf(status, phrase));
  }

  async #tell(before: Promise<void>, headers: readonly HeaderField[], body: SipBody): Promise<void> {
    await before;
    const reply = await this.#work.ask('NOTIFY', headers, body);
    // The peer has forgotten that it asked (RFC 6665 §4.2.2); the call is another matter.
    if (statusOf(reply) >= 300 && this.#state === 'telling') this.#end();
  }
}
