import { messageOf } from '../../../foundation/errors.ts';
import { field } from '../message/format-message.ts';
import { header, headerMap, type IncomingRequest } from '../message/message.ts';
import { responseTo } from '../message/response-to.ts';
import type { RegisterAnswer, RegisterTaker, SipAddress } from '../sip-endpoint.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import type { AgentContext } from './agent-context.ts';

/** Lets the registrar answer a REGISTER; where it wants silence the transaction goes without a word. */
export async function takeRegister(
  context: AgentContext,
  taker: RegisterTaker,
  request: IncomingRequest,
  transaction: ServerTransaction,
  source: SipAddress,
): Promise<void> {
  const answer = await answerOf(context, taker, request, source);
  if (!answer) return context.transactions.remove(transaction);
  const headers = [...answer.headers, field('server', context.userAgent)];
  const phrase = answer.reasonPhrase === undefined ? {} : { reasonPhrase: answer.reasonPhrase };
  transaction.respond(responseTo(request, answer.status, { toTag: context.random.hex(4), headers, ...phrase }));
}

async function answerOf(
  context: AgentContext,
  taker: RegisterTaker,
  request: IncomingRequest,
  source: SipAddress,
): Promise<RegisterAnswer | null> {
  try {
    return await taker.register({
      requestUri: request.uri,
      to: header(request, 'to') ?? '',
      callId: request.envelope.callId,
      sequence: request.envelope.sequence,
      headers: headerMap(request),
      source,
    });
  } catch (error) {
    context.logger.error({ error: messageOf(error) }, 'sip: a registration could not be served');
    return { status: 503, headers: [field('retry-after', '10')] };
  }
}
