import type { SipBody } from '../sip-endpoint.ts';
import { header, type SipMessage } from './message.ts';
import { parseParameters } from './parameters.ts';

/** The body that a call cares for; of a multipart body (RFC 5621) the SDP part. */
export function bodyOf(message: SipMessage): SipBody | null {
  if (message.body === '') return null;
  const contentType = header(message, 'content-type') ?? 'application/sdp';
  if (!contentType.toLowerCase().startsWith('multipart/')) return { contentType, content: message.body };
  return sdpPart(contentType, message.body) ?? { contentType, content: message.body };
}

export const isSdp = (body: SipBody): boolean => mediaType(body.contentType) === 'application/sdp';

const mediaType = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase();

function sdpPart(contentType: string, content: string): SipBody | null {
  const boundary = parseParameters(contentType.slice(contentType.indexOf(';')))?.get('boundary');
  if (!boundary) return null;
  for (const part of content.split(`--${boundary}`)) {
    const headEnd = part.indexOf('\r\n\r\n');
    const type = /^content-type[ \t]*:[ \t]*(.+)$/im.exec(part.slice(0, Math.max(0, headEnd)));
    if (!type || mediaType(type[1] ?? '') !== 'application/sdp') continue;
    return { contentType: 'application/sdp', content: `${part.slice(headEnd + 4).trimEnd()}\r\n` };
  }
  return null;
}
