import type { HeaderField, SipRequest, SipResponse } from '../message/message.ts';
import { header } from '../message/message.ts';

/** The ACK of a final answer other than 2xx: part of the INVITE's own transaction (RFC 3261 §17.1.1.3). */
export function acknowledgement(invite: SipRequest, response: SipResponse): SipRequest {
  const headers: HeaderField[] = [];
  let viaSeen = false;
  for (const field of invite.headers) {
    if (field.name === 'via' && !viaSeen) {
      viaSeen = true;
      headers.push(field);
    } else if (field.name === 'to') headers.push({ name: 'to', value: header(response, 'to') ?? field.value });
    else if (field.name === 'cseq') headers.push({ name: 'cseq', value: field.value.replace('INVITE', 'ACK') });
    else if (
      field.name === 'from' ||
      field.name === 'call-id' ||
      field.name === 'route' ||
      field.name === 'max-forwards'
    )
      headers.push(field);
  }
  return { kind: 'request', method: 'ACK', uri: invite.uri, headers, body: '' };
}
