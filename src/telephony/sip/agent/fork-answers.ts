import { dialogFromAnswer, hopOf, requestWithin, type Dialog } from '../dialog/dialog.ts';
import { detached } from '../message/detached.ts';
import type { HeaderField, IncomingResponse } from '../message/message.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import type { ClientUser } from '../transaction/transaction.ts';
import { sameAddress } from '../transport/network.ts';
import type { AgentContext } from './agent-context.ts';
import { sendOnce } from './send-request.ts';

/** The ACK of one 2xx, to be sent again when that comes again. */
interface Acknowledgement {
  readonly tag: string;
  readonly text: string;
  readonly to: SipAddress;
  /** That of an earlier branch: of a call that is not forked there is one. */
  readonly before: Acknowledgement | null;
}

/**
 * Listens to an INVITE's transaction after its first 2xx: the same 2xx again gets its ACK again, one from another branch
 * of a fork is acknowledged and ended (RFC 3261 §13.2.2.4). It outlives the call by 32 s, so it keeps ACKs and nothing else.
 */
export class ForkAnswers implements ClientUser {
  readonly #context: AgentContext;
  readonly #hop: SipAddress;
  #last: Acknowledgement | null = null;

  constructor(context: AgentContext, hop: SipAddress) {
    this.#context = context;
    this.#hop = hop;
  }

  response(response: IncomingResponse): void {
    if (response.status < 200 || response.status > 299) return;
    let known = this.#last;
    while (known && known.tag !== response.envelope.toTag) known = known.before;
    if (known) this.#context.transactions.write(known.text, known.to);
    else this.end(response);
  }

  gaveUp(): void {
    // A 2xx has come: nothing waits any more.
  }

  /** Sends the ACK of a 2xx, with the credentials of its INVITE (§13.2.2.4). */
  acknowledge(dialog: Dialog, authorization: readonly HeaderField[]): void {
    const { request } = requestWithin(dialog, 'ACK', authorization);
    const hop = hopOf(dialog);
    const to = sameAddress(hop, this.#hop) ? this.#hop : hop;
    const text = this.#context.transactions.acknowledge(request, to);
    this.#last = { tag: detached(dialog.remoteTag), text, to, before: this.#last };
  }

  /** ACK and BYE for an answer nobody wants any more. */
  end(response: IncomingResponse, authorization: readonly HeaderField[] = []): void {
    const dialog = dialogFromAnswer(response, null, this.#hop);
    this.acknowledge(dialog, authorization);
    void sendOnce(this.#context, requestWithin(dialog, 'BYE', []).request, hopOf(dialog));
  }
}
