import { displayName } from './header-names.ts';
import type { HeaderField, SipMessage } from './message.ts';

/** The message as it goes on the wire. Content-Length is counted here; one among the headers is left out. */
export function formatMessage(message: SipMessage): string {
  let text =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${message.reasonPhrase}\r\n`;
  for (const { name, value } of message.headers)
    if (name !== 'content-length') text += `${displayName(name)}: ${value}\r\n`;
  return `${text}Content-Length: ${Buffer.byteLength(message.body)}\r\n\r\n${message.body}`;
}

export const field = (name: string, value: string): HeaderField => ({ name, value });
