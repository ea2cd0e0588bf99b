import { field } from '../message/format-message.ts';
import type { HeaderField, SipRequest } from '../message/message.ts';
import type { AgentContext } from './agent-context.ts';

export interface OutOfDialogRequest {
  readonly method: string;
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly localTag: string;
  readonly sequence: number;
  readonly headers: readonly HeaderField[];
}

/** A request outside any dialog (RFC 3261 §8.1.1), without Via. */
export function outOfDialogRequest(context: AgentContext, parts: OutOfDialogRequest): SipRequest {
  const headers = [
    field('max-forwards', '70'),
    field('from', `<${parts.from}>;tag=${parts.localTag}`),
    field('to', `<${parts.to}>`),
    field('call-id', parts.callId),
    field('cseq', `${parts.sequence} ${parts.method}`),
    ...parts.headers,
    field('user-agent', context.userAgent),
  ];
  return { kind: 'request', method: parts.method, uri: parts.uri, headers, body: '' };
}
