import type { HeaderField, SipRequest, SipResponse } from './message.ts';
import { reasonPhrase } from './reason-phrase.ts';

const repeated = new Set(['via', 'from', 'to', 'call-id', 'cseq']);

export interface ResponseParts {
  readonly reasonPhrase?: string;
  /** Added to To where the request had no tag. */
  readonly toTag?: string;
  readonly headers?: readonly HeaderField[];
  readonly body?: string;
}

/** An answer that repeats what RFC 3261 §8.2.6.2 wants repeated. */
export function responseTo(request: SipRequest, status: number, parts: ResponseParts = {}): SipResponse {
  const headers: HeaderField[] = [];
  for (const field of request.headers) {
    if (!repeated.has(field.name)) continue;
    const tagged = field.name !== 'to' || parts.toTag === undefined || /;\s*tag\s*=/i.test(field.value);
    headers.push(tagged ? field : { name: 'to', value: `${field.value};tag=${parts.toTag}` });
  }
  headers.push(...(parts.headers ?? []));
  return {
    kind: 'response',
    status,
    reasonPhrase: parts.reasonPhrase ?? reasonPhrase(status),
    headers,
    body: parts.body ?? '',
  };
}
