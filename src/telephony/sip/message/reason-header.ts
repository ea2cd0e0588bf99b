import type { ReasonHeader } from '../sip-endpoint.ts';
import { headersNamed, type SipMessage } from './message.ts';
import { parseParameters, quoted } from './parameters.ts';

/** Reads `Reason` (RFC 3326); of several the Q.850 one, which tells more. */
export function reasonOf(message: SipMessage): ReasonHeader | null {
  const reasons = headersNamed(message, 'reason').flatMap((value) => parseReason(value) ?? []);
  return reasons.find((reason) => reason.protocol.toUpperCase() === 'Q.850') ?? reasons[0] ?? null;
}

export function parseReason(value: string): ReasonHeader | null {
  const semicolon = value.indexOf(';');
  if (semicolon < 0) return null;
  const parameters = parseParameters(value.slice(semicolon));
  const cause = parameters?.get('cause') ?? '';
  const protocol = value.slice(0, semicolon).trim();
  if (!parameters || protocol === '' || !/^\d{1,4}$/.test(cause)) return null;
  return { protocol, cause: Number(cause), text: parameters.get('text') ?? '' };
}

export function formatReason(reason: ReasonHeader): string {
  const text = reason.text === '' ? '' : `;text=${quoted(reason.text.replace(/[\r\n]+/g, ' '))}`;
  return `${reason.protocol};cause=${reason.cause}${text}`;
}
