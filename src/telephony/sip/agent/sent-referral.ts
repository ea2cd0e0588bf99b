import { subscriptionStateOf } from '../dialog/event-headers.ts';
import { statusOfFragment } from '../dialog/sip-fragment.ts';
import type { ReferReport } from '../in-dialog.ts';
import type { IncomingRequest } from '../message/message.ts';
import { bodyOf } from '../message/sip-body.ts';
import type { AgentContext } from './agent-context.ts';
import { referSubscriptionSec } from './received-referral.ts';

/** How long after the last word a report is waited for, where the peer names no time: longer than its own would be. */
const silenceSec = referSubscriptionSec + 32;

/** The reports on one REFER of ours (RFC 3515 §2.4.4), until the peer says that there will be no more. */
export class SentReferral {
  /** CSeq of the REFER: the `id` of its reports. */
  sequence = 0;
  readonly #context: AgentContext;
  readonly #report: (report: ReferReport) => void;
  readonly #closed: () => void;
  #status: number | null = null;
  #reasonPhrase = '';
  #over = false;
  #cancelTimer: () => void;

  constructor(context: AgentContext, report: (report: ReferReport) => void, closed: () => void) {
    this.#context = context;
    this.#report = report;
    this.#closed = closed;
    this.#cancelTimer = this.#wait(silenceSec);
  }

  notified(request: IncomingRequest): void {
    const told = statusOfFragment(bodyOf(request));
    if (told) {
      this.#status = told.status;
      this.#reasonPhrase = told.reasonPhrase;
    }
    const state = subscriptionStateOf(request);
    if (state?.state === 'terminated') return this.finish();
    this.#cancelTimer();
    this.#cancelTimer = this.#wait(Math.min(state?.expiresSec ?? silenceSec, 3_600));
    if (told) this.#tell(false);
  }

  /** No more reports are to be had. */
  finish(): void {
    if (this.#over) return;
    this.drop();
    this.#tell(true);
  }

  /** Nobody wants to hear any more. */
  drop(): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimer();
    this.#closed();
  }

  #tell(last: boolean): void {
    this.#report({ status: this.#status, reasonPhrase: this.#reasonPhrase, last });
  }

  #wait(forSec: number): () => void {
    return this.#context.clock.after(forSec * 1_000, () => this.finish());
  }
}
