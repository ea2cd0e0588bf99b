import { header, type SipMessage } from '../message/message.ts';
import { parseParameters } from '../message/parameters.ts';

/** `Event: refer;id=2` (RFC 6665 §8.4). */
export interface EventHeader {
  /** Package, lower-case. */
  readonly name: string;
  readonly id: string | null;
}

export function eventOf(message: SipMessage): EventHeader | null {
  const read = tokenAndParameters(header(message, 'event'));
  return read ? { name: read.token, id: read.parameters.get('id') ?? null } : null;
}

/** `Subscription-State: terminated;reason=noresource` (RFC 6665 §8.4). */
export interface SubscriptionState {
  readonly state: string;
  readonly reason: string | null;
  readonly expiresSec: number | null;
}

export function subscriptionStateOf(message: SipMessage): SubscriptionState | null {
  const read = tokenAndParameters(header(message, 'subscription-state'));
  if (!read) return null;
  const expires = read.parameters.get('expires') ?? '';
  return {
    state: read.token,
    reason: read.parameters.get('reason') ?? null,
    expiresSec: /^\d{1,9}$/.test(expires) ? Number(expires) : null,
  };
}

/** Seconds in `Expires`; null where there are none. */
export function expiresOf(message: SipMessage): number | null {
  const value = header(message, 'expires')?.trim() ?? '';
  return /^\d{1,10}$/.test(value) ? Number(value) : null;
}

function tokenAndParameters(
  value: string | undefined,
): { readonly token: string; readonly parameters: ReadonlyMap<string, string | null> } | null {
  if (value === undefined) return null;
  const semicolon = value.indexOf(';');
  const token = (semicolon < 0 ? value : value.slice(0, semicolon)).trim().toLowerCase();
  const parameters = parseParameters(semicolon < 0 ? '' : value.slice(semicolon));
  return parameters && /^[a-z0-9\-.!%*_+`'~]+$/.test(token) ? { token, parameters } : null;
}
