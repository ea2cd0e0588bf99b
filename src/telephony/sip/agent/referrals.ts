import { CodedError } from '../../../foundation/errors.ts';
import { eventOf, expiresOf } from '../dialog/event-headers.ts';
import { formatReferTo, parseReferTo } from '../dialog/refer-to.ts';
import type { ReferOrder, ReferReport } from '../in-dialog.ts';
import { field } from '../message/format-message.ts';
import { header, headersNamed, type HeaderField, type IncomingRequest } from '../message/message.ts';
import { isServedUri } from '../message/sip-uri.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import type { DialogWork } from './dialog-work.ts';
import { ReceivedReferral, referSubscriptionSec } from './received-referral.ts';
import { statusOf } from './send-request.ts';
import { SentReferral } from './sent-referral.ts';

/** What one peer may have asked and not yet heard the end of. */
const maxAtOnce = 8;

/** Transfers inside one dialog, both ways (RFC 3515). Their reports go on after the call has ended (RFC 5057 §4). */
export class Referrals {
  readonly #work: DialogWork;
  readonly #sent = new Set<SentReferral>();
  readonly #received = new Set<ReceivedReferral>();

  constructor(work: DialogWork) {
    this.#work = work;
  }

  /** Resolves to the answer to the REFER; `report` hears the rest, where it was accepted. */
  async refer(order: ReferOrder, report: (report: ReferReport) => void): Promise<number> {
    const headers = referHeaders(order, this.#work.dialog.localUri);
    const release = this.#work.hold();
    const referral = new SentReferral(this.#work.context, report, () => {
      this.#sent.delete(referral);
      release();
    });
    this.#sent.add(referral);
    const sent = (sequence: number): void => {
      referral.sequence = sequence;
    };
    const reply = await this.#work.askAlive('REFER', [this.#work.contact(), ...headers], undefined, sent);
    const status = statusOf(reply);
    if (status >= 300) referral.drop();
    else if (reply.kind === 'answer' && header(reply.response, 'refer-sub')?.trim().toLowerCase() === 'false')
      referral.finish();
    return status;
  }

  referred(request: IncomingRequest, transaction: ServerTransaction): void {
    const written = headersNamed(request, 'refer-to');
    const target = written.length === 1 ? parseReferTo(written[0] ?? '') : null;
    if (!target) return this.#work.answer(transaction, request, 400, { reasonPhrase: 'Bad Refer-To' });
    const { listener } = this.#work;
    if (!listener.referred || target.method !== 'INVITE' || this.#work.over || this.#received.size >= maxAtOnce)
      return this.#work.answer(transaction, request, 603);
    const release = this.#work.hold();
    const referral = new ReceivedReferral(this.#work, request, transaction, target, () => {
      this.#received.delete(referral);
      release();
    });
    this.#received.add(referral);
    if (!listener.referred(referral)) referral.reject(603);
  }

  /** A NOTIFY inside the dialog: reports on our REFER are all we wait for. */
  notified(request: IncomingRequest, transaction: ServerTransaction): void {
    const event = eventOf(request);
    const id = event?.id ?? null;
    const referral = [...this.#sent].findLast(({ sequence }) => id === null || id === String(sequence));
    if (event?.name !== 'refer' || !referral) return this.#work.answer(transaction, request, 481);
    this.#work.answer(transaction, request, 200);
    referral.notified(request);
  }

  /** A SUBSCRIBE inside the dialog: the subscription that the peer's REFER made, refreshed or ended. */
  subscribed(request: IncomingRequest, transaction: ServerTransaction): void {
    const event = eventOf(request);
    const id = event?.id ?? null;
    const referral = [...this.#received].find(({ sequence }) => id === null || id === String(sequence));
    if (event?.name !== 'refer' || !referral) return this.#work.answer(transaction, request, 481);
    const ends = expiresOf(request) === 0;
    const headers = [this.#work.contact(), field('expires', String(ends ? 0 : referSubscriptionSec))];
    this.#work.answer(transaction, request, 200, { headers });
    referral.refreshed(ends);
  }

  /** Falls silent. */
  stop(): void {
    for (const referral of [...this.#sent, ...this.#received]) referral.drop();
  }
}

function referHeaders(order: ReferOrder, localUri: string): HeaderField[] {
  const referredBy = order.referredBy ?? localUri;
  for (const uri of [order.target, referredBy])
    if (!isServedUri(uri))
      throw new CodedError('sip-bad-uri', `'${uri}' cannot be referred to: wanted a sip, sips or tel URI`);
  const headers = [
    field('refer-to', formatReferTo(order.target, order.replaces)),
    field('referred-by', `<${referredBy}>`),
  ];
  return order.silent === true ? [...headers, field('refer-sub', 'false'), field('supported', 'norefersub')] : headers;
}
