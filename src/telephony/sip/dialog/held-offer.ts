import type { SipBody } from '../sip-endpoint.ts';

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

const direction = /^a=(?:sendrecv|sendonly|recvonly|inactive)$/;

/**
 * The session description we sent last, offered once more with another direction in every medium (hold and resume, RFC 3264
 * §8.4): version counted up, nothing else changed.
 */
export function withDirection(body: SipBody, wanted: MediaDirection): SipBody {
  const lines = body.content.split(/\r?\n/).filter((line) => line !== '' && !direction.test(line));
  const changed: string[] = [];
  let inMedium = false;
  for (const line of lines) {
    if (line.startsWith('m=')) {
      if (inMedium) changed.push(`a=${wanted}`);
      inMedium = true;
    }
    changed.push(line.startsWith('o=') ? nextVersion(line) : line);
  }
  if (inMedium) changed.push(`a=${wanted}`);
  return { ...body, content: `${changed.join('\r\n')}\r\n` };
}

/** `o=<user> <session> <version> …`: one more. */
function nextVersion(origin: string): string {
  return origin.replace(/^(o=\S+ \S+ )(\d{1,18})/, (_, before: string, version: string) => {
    return `${before}${BigInt(version) + 1n}`;
  });
}
