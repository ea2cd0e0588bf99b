import type { DigestClient } from '../auth/digest-client.ts';
import type { HeaderField, IncomingResponse, SipRequest } from '../message/message.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import type { ClientTransaction } from '../transaction/transaction.ts';
import type { AgentContext } from './agent-context.ts';

/** How a request ended: with a final answer, or with none. */
export type Reply =
  | { readonly kind: 'answer'; readonly response: IncomingResponse; readonly transaction: ClientTransaction }
  | { readonly kind: 'none'; readonly cause: 'timeout' | 'transport' };

/** How often one request is asked again with credentials: two realms, a stale nonce each. */
const maxChallenges = 4;

/** The status that stands for no answer (RFC 3261 §8.1.3.1). */
export const statusOf = (reply: Reply): number => {
  if (reply.kind === 'answer') return reply.response.status;
  return reply.cause === 'timeout' ? 408 : 503;
};

/** Sends a request once and resolves to its final answer. */
export function sendOnce(context: AgentContext, request: SipRequest, to: SipAddress, branch?: string): Promise<Reply> {
  return new Promise((resolve) => {
    const transaction = context.transactions.request(
      request,
      to,
      {
        response(response) {
          if (response.status >= 200) resolve({ kind: 'answer', response, transaction });
        },
        gaveUp: (cause) => resolve({ kind: 'none', cause }),
      },
      branch,
    );
  });
}

/** Sends a request, and again with credentials where it is challenged; `build` makes each with a CSeq of its own. */
export async function sendAuthorized(
  context: AgentContext,
  digest: DigestClient,
  build: () => { readonly request: SipRequest; readonly to: SipAddress },
): Promise<Reply> {
  for (let challenges = 0; ; challenges++) {
    const { request, to } = build();
    const authorization = digest.authorize(request.method, request.uri);
    const reply = await sendOnce(context, withHeaders(request, authorization), to);
    if (reply.kind === 'none' || !isChallenge(reply.response.status) || challenges >= maxChallenges) return reply;
    if (!(await digest.challenged(reply.response))) return reply;
  }
}

export const isChallenge = (status: number): boolean => status === 401 || status === 407;

export function withHeaders(request: SipRequest, headers: readonly HeaderField[]): SipRequest {
  return headers.length === 0 ? request : { ...request, headers: [...request.headers, ...headers] };
}
