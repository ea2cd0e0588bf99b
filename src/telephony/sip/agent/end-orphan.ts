import { DigestClient } from '../auth/digest-client.ts';
import { hopOf, requestWithin, type Dialog } from '../dialog/dialog.ts';
import { field } from '../message/format-message.ts';
import type { IncomingResponse, SipRequest } from '../message/message.ts';
import type { DialogIdentity } from '../sip-endpoint.ts';
import type { AgentContext } from './agent-context.ts';
import { ForkAnswers } from './fork-answers.ts';
import { sendAuthorized, sendOnce } from './send-request.ts';

const patienceMs = 8_000;
/** The earlier process may have asked more inside the dialog than it wrote down: we count on from well above. */
const sequenceGap = 1_000;

/**
 * Ends what an earlier process left (design, "Attempt and journal"). Unanswered: CANCEL under the INVITE's own branch, and
 * its final answer is acknowledged; a 2xx that crossed is ended with BYE. Answered, or perhaps answered: BYE.
 */
export async function endOrphan(context: AgentContext, identity: DialogIdentity, answered: boolean): Promise<void> {
  let expire = (): void => undefined;
  const expired = new Promise<void>((resolve) => {
    expire = context.clock.after(patienceMs, resolve);
  });
  await Promise.race([answered ? sayBye(context, identity) : withdraw(context, identity), expired]);
  expire();
}

async function withdraw(context: AgentContext, identity: DialogIdentity): Promise<void> {
  const invite = inviteOf(identity);
  const hop = identity.inviteHop ?? identity.nextHop;
  const final = new Promise<'refused' | 'ended'>((resolve) => {
    const forks = new ForkAnswers(context, hop);
    const response = (answer: IncomingResponse): void => {
      if (answer.status < 200) return;
      forks.response(answer);
      resolve(answer.status < 300 ? 'ended' : 'refused');
    };
    const user = { response, gaveUp: () => undefined };
    context.transactions.resumeInvite(invite, hop, user, identity.inviteBranch);
  });
  const cancel: SipRequest = {
    ...invite,
    method: 'CANCEL',
    headers: invite.headers.map(({ name, value }) =>
      name === 'cseq' ? field('cseq', `${identity.inviteSequence} CANCEL`) : { name, value },
    ),
  };
  const cancelled = await sendOnce(context, cancel, hop, identity.inviteBranch);
  if (cancelled.kind === 'answer' && cancelled.response.status < 300) {
    // The INVITE's own final answer comes now, unless it came to the earlier process already.
    const settled = await Promise.race([final, silence(context)]);
    if (settled !== 'silence') return;
  }
  if (identity.remoteTag !== null) await sayBye(context, identity);
}

function silence(context: AgentContext): Promise<'silence'> {
  return new Promise((resolve) => {
    context.clock.after(4 * context.timers.t1Ms, () => resolve('silence'));
  });
}

async function sayBye(context: AgentContext, identity: DialogIdentity): Promise<void> {
  let dialog: Dialog = {
    callId: identity.callId,
    localTag: identity.localTag,
    remoteTag: identity.remoteTag ?? '',
    localUri: identity.localUri,
    remoteUri: identity.remoteUri,
    remoteTarget: identity.remoteTarget,
    hasContact: false,
    routes: identity.routes,
    localSequence: identity.localSequence + sequenceGap,
    remoteSequence: null,
    firstHop: identity.nextHop,
  };
  const digest = new DigestClient(context.random, () => Promise.resolve(null));
  await sendAuthorized(context, digest, () => {
    const next = requestWithin(dialog, 'BYE', [field('user-agent', context.userAgent)]);
    dialog = next.dialog;
    return { request: next.request, to: hopOf(dialog) };
  });
}

/** Enough of the INVITE to cancel it and to acknowledge its refusal: what RFC 3261 §9.1 wants repeated. */
function inviteOf(identity: DialogIdentity): SipRequest {
  return {
    kind: 'request',
    method: 'INVITE',
    uri: identity.inviteUri ?? identity.remoteTarget,
    headers: [
      field('max-forwards', '70'),
      field('from', `<${identity.localUri}>;tag=${identity.localTag}`),
      field('to', `<${identity.remoteUri}>`),
      field('call-id', identity.callId),
      field('cseq', `${identity.inviteSequence} INVITE`),
    ],
    body: '',
  };
}
