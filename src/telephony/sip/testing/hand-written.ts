import type { DialogIdentity } from '../sip-endpoint.ts';

/** An answer as a hand-written peer gives it. */
export function answerTo(request: string, line: string, tag = 'peer', extra = ''): string {
  const kept = request
    .split('\r\n')
    .filter((one) => /^(Via|From|To|Call-ID|CSeq):/.test(one))
    .map((one) => (one.startsWith('To:') && !one.includes('tag=') ? `${one};tag=${tag}` : one));
  return `SIP/2.0 ${line}\r\n${kept.join('\r\n')}\r\n${extra}Contact: <sip:peer@10.0.0.3>\r\nContent-Length: 0\r\n\r\n`;
}

interface Bare {
  readonly uri?: string;
  readonly version?: string;
  readonly toTag?: string;
  readonly extra?: string;
  readonly body?: string;
}

/** A request as a hand-written peer at 10.0.0.3 sends it. */
export function bare(
  method: string,
  branch: string,
  { uri = 'sip:bob@10.0.0.2', version = 'SIP/2.0', toTag, extra, body = '' }: Bare = {},
): string {
  const head = [
    `${method} ${uri} ${version}`,
    `Via: SIP/2.0/UDP 10.0.0.3:5060;branch=${branch}`,
    'From: <sip:x@10.0.0.3>;tag=x',
    `To: <sip:bob@10.0.0.2>${toTag ? `;tag=${toTag}` : ''}`,
    'Call-ID: bare',
    `CSeq: 1 ${method}`,
    ...(extra ? [extra] : []),
    `Content-Length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** A request inside the dialog of our caller, as its peer would send it from 10.0.0.3. */
export function inDialog(
  method: string,
  identity: Omit<DialogIdentity, 'routes'>,
  sequence: number,
  body = '',
): string {
  const head = [
    `${method} sip:alice@10.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/UDP 10.0.0.3:5060;branch=z9hG4bK${method}${sequence}`,
    `From: <${identity.remoteUri}>;tag=${identity.remoteTag}`,
    `To: <${identity.localUri}>;tag=${identity.localTag}`,
    `Call-ID: ${identity.callId}`,
    `CSeq: ${sequence} ${method}`,
    'Content-Type: application/sdp',
    `Content-Length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
