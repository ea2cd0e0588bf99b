import { messageOf } from '../../../foundation/errors.ts';
import { subscribeVerdict } from '../dialog/subscribe-verdict.ts';
import { header, headerMap, type IncomingRequest } from '../message/message.ts';
import { responseTo, type ResponseParts } from '../message/response-to.ts';
import type { EventStates, SipAddress } from '../sip-endpoint.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import type { AgentContext } from './agent-context.ts';
import { extraHeaders } from './extra-headers.ts';
import { Subscription, type Served } from './subscription.ts';

/** What one endpoint keeps at the most. */
const maxSubscriptions = 10_000;

/** Takes SUBSCRIBE requests (RFC 6665) for `dialog` and `message-summary`; the states are somebody else's. */
export class EventServer {
  readonly #context: AgentContext;
  readonly #states: EventStates;
  readonly #subscriptions = new Set<Subscription>();

  constructor(context: AgentContext, states: EventStates) {
    this.#context = context;
    this.#states = states;
  }

  /** A SUBSCRIBE outside any dialog. */
  subscribed(request: IncomingRequest, transaction: ServerTransaction, source: SipAddress): void {
    this.#judge(request, transaction, source, (served) => {
      if (this.#subscriptions.size >= maxSubscriptions) return this.#answer(request, transaction, 503);
      const subscription = new Subscription(this.#context, {
        request,
        source,
        served,
        states: this.#states,
        judge: (refresh, its, serve) => this.#judge(refresh, its, source, serve),
        closed: () => void this.#subscriptions.delete(subscription),
      });
      this.#subscriptions.add(subscription);
      subscription.begin(transaction);
    });
  }

  #judge(
    request: IncomingRequest,
    transaction: ServerTransaction,
    source: SipAddress,
    serve: (served: Served) => void,
  ): void {
    const verdict = subscribeVerdict(request);
    if (verdict.kind === 'refuse')
      return this.#answer(request, transaction, verdict.status, { headers: verdict.headers });
    void this.#permit(request, transaction, source, verdict, serve);
  }

  async #permit(
    request: IncomingRequest,
    transaction: ServerTransaction,
    source: SipAddress,
    verdict: Served,
    serve: (served: Served) => void,
  ): Promise<void> {
    try {
      const { status, headers } = await this.#states.permit({
        event: verdict.event,
        resource: request.uri,
        from: header(request, 'from') ?? '',
        headers: headerMap(request),
        source,
      });
      if (status < 300) return serve(verdict);
      this.#answer(request, transaction, status, { headers: extraHeaders(headers) });
    } catch (error) {
      this.#context.logger.warn({ error: messageOf(error) }, 'sip: a subscription could not be judged');
      this.#answer(request, transaction, 500);
    }
  }

  #answer(request: IncomingRequest, transaction: ServerTransaction, status: number, parts: ResponseParts = {}): void {
    transaction.respond(responseTo(request, status, { toTag: this.#context.random.hex(4), ...parts }));
  }
}
