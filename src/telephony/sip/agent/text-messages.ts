import { CodedError, messageOf } from '../../../foundation/errors.ts';
import { DigestClient } from '../auth/digest-client.ts';
import { header, headerMap, type IncomingRequest } from '../message/message.ts';
import { responseTo } from '../message/response-to.ts';
import { isServedUri } from '../message/sip-uri.ts';
import { bodyOf } from '../message/sip-body.ts';
import type { IncomingMessage, InviteAnswer, MessageOrder, RequestVerdict, SipAddress } from '../sip-endpoint.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import type { AgentContext } from './agent-context.ts';
import { extraHeaders } from './extra-headers.ts';
import { answerWithout, inviteAnswer } from './invite-answer.ts';
import { typeField } from './one-line.ts';
import { outOfDialogRequest } from './out-of-dialog.ts';
import { sendAuthorized, statusOf } from './send-request.ts';

/** Sends a text outside calls (RFC 3428); 408 where nothing answers, 503 where nothing can be sent. */
export async function sendMessage(context: AgentContext, order: MessageOrder, hop: SipAddress): Promise<InviteAnswer> {
  for (const uri of [order.from, order.to])
    if (!isServedUri(uri)) throw new CodedError('sip-bad-uri', `'${uri}': wanted a sip, sips or tel URI`);
  const headers = [...extraHeaders(order.headers), typeField(order.body)];
  const digest = new DigestClient(context.random, order.credentials ?? (() => Promise.resolve(null)));
  const callId = context.random.hex(12);
  const localTag = context.random.hex(6);
  let sequence = 0;
  const reply = await sendAuthorized(context, digest, () => {
    const { requestUri: uri, from, to, body } = order;
    const parts = { method: 'MESSAGE', uri, from, to, callId, localTag, sequence: ++sequence, headers };
    return { request: { ...outOfDialogRequest(context, parts), body: body.content }, to: hop };
  });
  return reply.kind === 'answer' ? inviteAnswer(reply.response) : answerWithout(statusOf(reply));
}

/** Hands a text up and answers as it is told. */
export async function takeMessage(
  context: AgentContext,
  taker: (message: IncomingMessage) => RequestVerdict | Promise<RequestVerdict>,
  request: IncomingRequest,
  transaction: ServerTransaction,
  source: SipAddress,
): Promise<void> {
  const toTag = context.random.hex(4);
  try {
    const { status, headers } = await taker({
      requestUri: request.uri,
      from: header(request, 'from') ?? '',
      to: header(request, 'to') ?? '',
      headers: headerMap(request),
      body: bodyOf(request) ?? { contentType: 'text/plain', content: '' },
      source,
    });
    transaction.respond(responseTo(request, status, { toTag, headers: extraHeaders(headers) }));
  } catch (error) {
    context.logger.warn({ error: messageOf(error) }, 'sip: a message could not be taken');
    transaction.respond(responseTo(request, 500, { toTag }));
  }
}
