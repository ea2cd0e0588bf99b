import { headersNamed, type SipMessage } from './message.ts';
import { parseParameters } from './parameters.ts';

const ranges = ['application/sdp', 'application/*', '*/*'];

/**
 * Whether an answer to this request may carry SDP (RFC 3261 §20.1): yes where there is no Accept; else the most specific
 * range that covers `application/sdp` says it. An empty Accept takes nothing.
 */
export function acceptsSdp(request: SipMessage): boolean {
  const accepted = headersNamed(request, 'accept');
  if (accepted.length === 0) return true;
  const qualities = new Map(accepted.map(readRange));
  const range = ranges.find((one) => qualities.has(one));
  return range !== undefined && qualities.get(range) !== 0;
}

function readRange(value: string): [string, number] {
  const semicolon = value.indexOf(';');
  const range = (semicolon < 0 ? value : value.slice(0, semicolon)).trim().toLowerCase();
  const quality = semicolon < 0 ? null : (parseParameters(value.slice(semicolon))?.get('q') ?? null);
  return [range, quality === null ? 1 : Number(quality)];
}
