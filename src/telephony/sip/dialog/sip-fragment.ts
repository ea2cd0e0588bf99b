import { reasonPhrase } from '../message/reason-phrase.ts';
import type { SipBody } from '../sip-endpoint.ts';

export interface FragmentStatus {
  readonly status: number;
  readonly reasonPhrase: string;
}

/** The status line in a `message/sipfrag` body (RFC 3420): how a referred call stands. Null where there is none. */
export function statusOfFragment(body: SipBody | null): FragmentStatus | null {
  if (!body || !/^\s*message\/sipfrag\b/i.test(body.contentType)) return null;
  const match = /^\s*SIP\/2\.0 ([1-6]\d\d)(?:[ \t]+([^\r\n]{0,200}))?/i.exec(body.content);
  return match ? { status: Number(match[1]), reasonPhrase: (match[2] ?? '').trim() } : null;
}

/** `phrase` in one line: the usual words where it is absent. */
export function fragmentOf(status: number, phrase?: string): SipBody {
  const words = phrase === undefined ? reasonPhrase(status) : phrase.replace(/[^ -~\u00a0-\uffff]+/g, ' ').trim();
  return { contentType: 'message/sipfrag;version=2.0', content: `SIP/2.0 ${status} ${words}\r\n` };
}
