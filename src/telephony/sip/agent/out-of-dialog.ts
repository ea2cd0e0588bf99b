import { field } from '../message/format-message.ts';
import type { HeaderField, SipRequest } from '../message/message.ts';
import type { AgentContext } from './agent-context.ts';
import { enclosed } from './one-line.ts';

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
    field('from', `<${enclosed('From', parts.from)}>;tag=${parts.localTag}`),
    field('to', `<${enclosed('To', parts.to)}>`),
    field('call-id', parts.callId),
    field('cseq', `${parts.sequence} ${parts.method}`),
    ...parts.headers,
    field('user-agent', context.userAgent),
  ];
  return { kind: 'request', method: parts.method, uri: enclosed('Request-URI', parts.uri), headers, body: '' };
}
