import { field } from '../message/format-message.ts';
import { bracketed } from '../message/sip-uri.ts';
import type { InviteAnswer, SipAddress } from '../sip-endpoint.ts';
import type { AgentContext } from './agent-context.ts';
import { answerWithout, inviteAnswer } from './invite-answer.ts';
import { outOfDialogRequest } from './out-of-dialog.ts';
import { sendOnce, statusOf } from './send-request.ts';

/** Asks what a peer can do (RFC 3261 §11); 408 where nothing answers, 503 where nothing can be sent. */
export async function askOptions(context: AgentContext, uri: string, hop: SipAddress): Promise<InviteAnswer> {
  const local = context.localAddressFor(hop);
  const request = outOfDialogRequest(context, {
    method: 'OPTIONS',
    uri,
    from: `sip:${bracketed(local.host)}:${local.port}`,
    to: uri,
    callId: context.random.hex(12),
    localTag: context.random.hex(6),
    sequence: 1,
    headers: [field('accept', 'application/sdp')],
  });
  const reply = await sendOnce(context, request, hop);
  return reply.kind === 'answer' ? inviteAnswer(reply.response) : answerWithout(statusOf(reply));
}
