import { CodedError, messageOf } from '../../../foundation/errors.ts';
import { hopOf, requestWithin } from '../dialog/dialog.ts';
import { withDirection, type MediaDirection } from '../dialog/held-offer.ts';
import { minSecOf, timerAgreed, timerAnswer, timerRequest, type SessionTimer } from '../dialog/session-timer.ts';
import { field } from '../message/format-message.ts';
import { header, lists, type HeaderField, type IncomingRequest, type SipMessage } from '../message/message.ts';
import { responseTo } from '../message/response-to.ts';
import { bodyOf } from '../message/sip-body.ts';
import type { SipBody } from '../sip-endpoint.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import { allowed, capabilities, supported } from './agent-context.ts';
import type { DialogWork } from './dialog-work.ts';
import { typeField } from './one-line.ts';
import { statusOf, type Reply } from './send-request.ts';
import { SessionWatch } from './session-watch.ts';

const maxRetries = 4;

/**
 * Offers and answers of one dialog after the first: re-INVITE and UPDATE (RFC 3311) both ways, one offer at a time, and
 * the session timer that rides on them (RFC 4028).
 */
export class SessionOffers {
  readonly #work: DialogWork;
  readonly #watch: SessionWatch;
  /** Whose offer waits for its answer. Until the first answer that of the INVITE does. */
  #pending: 'ours' | 'theirs' | null;
  /** What we said of our side last: said again to refresh, changed to hold. */
  #said: SipBody | null = null;
  /** What the peer said of its side last. */
  #heard: string | null = null;
  #peerUpdates = false;
  #refreshing = false;
  /** The most that a 422 has asked for. */
  #minSec = 0;

  constructor(work: DialogWork, pending: 'ours' | 'theirs') {
    this.#work = work;
    this.#pending = pending;
    const expired = (): void => {
      const reason = { protocol: 'SIP', cause: 408, text: 'Session timer expired' };
      void work.bye(reason, { by: 'network', reason: null, detail: 'the session was not refreshed' });
    };
    this.#watch = new SessionWatch(work.context.clock, () => void this.#refresh(), expired);
  }

  /** The INVITE's offer has its answer, early or final. `said`: what we offered or answered. */
  settled(said: SipBody | null, theirs: SipMessage): void {
    this.#pending = null;
    this.#said = said ?? this.#said;
    this.#hear(theirs);
  }

  /** The call stands: its timer begins. An acceptance that was held back may come after the end, which begins nothing. */
  begin(timer: SessionTimer | null): void {
    if (!this.#work.over) this.#watch.follow(timer);
  }

  stop(): void {
    this.#watch.stop();
  }

  /** Notes what the peer says it can do, and of its side. */
  #hear(message: SipMessage): void {
    this.#heard = bodyOf(message)?.content ?? this.#heard;
    if (header(message, 'allow') !== undefined) this.#peerUpdates = lists(message, 'allow', 'update');
  }

  /** Offers a changed session (RFC 3261 §14.1). */
  async reinvite(offer: SipBody): Promise<SipBody> {
    const answer = await this.#exchange('INVITE', offer);
    if (!answer) throw refused('re-INVITE', 200, 'the 2xx has no answer to the offer');
    return answer;
  }

  /** The same by UPDATE, which needs no answered call; without an offer it tells our Contact and refreshes the session. */
  async update(offer?: SipBody): Promise<SipBody | null> {
    const answer = await this.#exchange('UPDATE', offer ?? null);
    if (offer && !answer) throw refused('UPDATE', 200, 'the 2xx has no answer to the offer');
    return answer;
  }

  async turn(direction: MediaDirection): Promise<SipBody> {
    if (!this.#said) throw refused('re-INVITE', 481, 'no session has been described');
    return this.reinvite(withDirection(this.#said, direction));
  }

  /** Asks until it is agreed or refused; of two offers that cross, ours waits and comes again (§14.1, RFC 3311 §5.2). */
  async #exchange(method: 'INVITE' | 'UPDATE', offer: SipBody | null): Promise<SipBody | null> {
    const name = method === 'INVITE' ? 're-INVITE' : method;
    for (let retry = 0; ; retry++) {
      if (this.#work.over) throw refused(name, 481, 'the call is over');
      if (offer && this.#pending) throw refused(name, 491, 'another offer waits for its answer');
      const reply = await this.#ask(method, offer);
      const status = statusOf(reply);
      if (reply.kind === 'answer' && status < 300) return this.#agreed(reply, method, offer);
      if (retry >= maxRetries || !(await this.#again(reply)))
        throw refused(name, status, reply.kind === 'answer' ? reply.response.reasonPhrase : reply.cause);
    }
  }

  async #ask(method: 'INVITE' | 'UPDATE', offer: SipBody | null): Promise<Reply> {
    const { context } = this.#work;
    const headers = [
      this.#work.contact(),
      field('allow', allowed),
      field('supported', supported),
      ...(this.#work.established ? timerRequest(context.sessionTimer, this.#minSec, this.#watch.timer) : []),
    ];
    if (!offer) return this.#work.askAlive(method, headers);
    this.#pending = 'ours';
    try {
      return await this.#work.askAlive(method, headers, offer);
    } finally {
      this.#pending = null;
    }
  }

  /** Waits where waiting helps: 491, 500 with Retry-After; 422 is asked again at once, with more. */
  async #again(reply: Reply): Promise<boolean> {
    if (reply.kind === 'none') return false;
    const { status } = reply.response;
    if (status === 422) {
      const minSec = minSecOf(reply.response) ?? 0;
      const more = minSec > this.#minSec;
      this.#minSec = Math.max(this.#minSec, minSec);
      return more;
    }
    if (status === 491) return this.#delay(this.#glareDelayMs());
    const [, seconds] = /^\s*(\d{1,2})\b/.exec(header(reply.response, 'retry-after') ?? '') ?? [];
    return status === 500 && seconds !== undefined && Number(seconds) <= 10 && this.#delay(Number(seconds) * 1_000);
  }

  #delay(delayMs: number): Promise<true> {
    return new Promise((resolve) => {
      this.#work.context.clock.after(delayMs, () => resolve(true));
    });
  }

  /** RFC 3261 §14.1: who made the Call-ID waits longer. */
  #glareDelayMs(): number {
    const { random } = this.#work.context;
    return this.#work.dialog.remoteSequence === null ? 2_100 + random.int(191) * 10 : random.int(201) * 10;
  }

  #agreed(
    reply: Reply & { readonly kind: 'answer' },
    method: 'INVITE' | 'UPDATE',
    offer: SipBody | null,
  ): SipBody | null {
    const { response } = reply;
    this.#work.retarget(response);
    this.#hear(response);
    this.#said = offer ?? this.#said;
    if (!this.#work.over) this.#watch.follow(timerAgreed(response));
    if (method === 'INVITE') this.#acknowledge(reply);
    return bodyOf(response);
  }

  #acknowledge({ response, transaction }: Reply & { readonly kind: 'answer' }): void {
    const { context, dialog } = this.#work;
    const acknowledge = requestWithin({ ...dialog, localSequence: response.envelope.sequence }, 'ACK', []);
    const to = hopOf(dialog);
    const text = context.transactions.acknowledge(acknowledge.request, to);
    transaction.user = { response: () => context.transactions.write(text, to), gaveUp: () => undefined };
  }

  /** Once at a time; where it fails the watch tries again, and ends the call when the time is over. */
  async #refresh(): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      await this.#sayAlive();
    } catch (error) {
      this.#work.context.logger.debug({ error: messageOf(error) }, 'sip: a session was not refreshed');
    } finally {
      this.#refreshing = false;
    }
  }

  /** By UPDATE where the peer takes that, else by the same offer once more. */
  async #sayAlive(): Promise<void> {
    if (this.#peerUpdates) {
      try {
        await this.#exchange('UPDATE', null);
        return;
      } catch (error) {
        const status = error instanceof CodedError ? error.facts['status'] : null;
        if (status !== 405 && status !== 501) throw error;
        this.#peerUpdates = false;
      }
    }
    if (!this.#said) return;
    const before = this.#heard;
    const answer = await this.#exchange('INVITE', this.#said);
    if (answer && answer.content !== before) this.#work.listener.reanswered?.(answer);
  }

  // What the peer asks.

  reinvited(request: IncomingRequest, transaction: ServerTransaction): void {
    const timer = this.#examined(request, transaction, true);
    if (!timer) return;
    const offer = bodyOf(request);
    const verdict = this.#work.listener.reoffered(offer);
    if ('refuse' in verdict) return this.#work.answer(transaction, request, verdict.refuse);
    this.#taken(request, timer.timer, verdict);
    const type = typeField(verdict);
    const headers = [this.#work.contact(), ...capabilities, ...timer.headers, type];
    // Without an offer of theirs our 2xx makes one: its answer comes with the ACK.
    if (!offer) this.#pending = 'ours';
    this.#work.accept(request, transaction, responseTo(request, 200, { headers, body: verdict.content }), () => {
      if (!offer) this.#pending = null;
    });
  }

  updated(request: IncomingRequest, transaction: ServerTransaction): void {
    const offer = bodyOf(request);
    const timer = this.#examined(request, transaction, offer !== null);
    if (!timer) return;
    const verdict = offer ? this.#work.listener.reoffered(offer) : null;
    if (verdict && 'refuse' in verdict) return this.#work.answer(transaction, request, verdict.refuse);
    this.#taken(request, timer.timer, verdict);
    const type: HeaderField[] = verdict ? [typeField(verdict)] : [];
    const headers = [this.#work.contact(), ...capabilities, ...timer.headers, ...type];
    this.#work.answer(transaction, request, 200, { headers, body: verdict?.content ?? '' });
  }

  /** Refuses what comes at the wrong moment (RFC 3311 §5.2) or wants too short a timer. */
  #examined(
    request: IncomingRequest,
    transaction: ServerTransaction,
    offers: boolean,
  ): { readonly timer: SessionTimer | null; readonly headers: readonly HeaderField[] } | null {
    const { context } = this.#work;
    if (offers && this.#pending === 'ours') this.#work.answer(transaction, request, 491);
    else if (offers && this.#pending === 'theirs') {
      const headers = [field('retry-after', String(context.random.int(10)))];
      this.#work.answer(transaction, request, 500, { headers });
    } else if (!this.#work.established) return { timer: null, headers: [] };
    else {
      const answer = timerAnswer(request, context.sessionTimer, this.#watch.timer);
      if (answer.kind === 'agreed') return answer;
      this.#work.answer(transaction, request, 422, { headers: answer.headers });
    }
    return null;
  }

  #taken(request: IncomingRequest, timer: SessionTimer | null, said: SipBody | null): void {
    this.#work.retarget(request);
    this.#hear(request);
    this.#said = said ?? this.#said;
    if (this.#work.established) this.#watch.follow(timer);
  }
}

function refused(what: string, status: number, why: string): CodedError {
  return new CodedError('sip-refused', `${what} refused with ${status} ${why}; wanted 200 with an answer`, {
    status,
  });
}
