import { headersNamed, type SipMessage } from '../message/message.ts';
import { parseNameAddress } from '../message/name-address.ts';
import { isServedUri } from '../message/sip-uri.ts';
import type { RedirectTarget } from '../in-dialog.ts';

const maxTargets = 16;

/** Where a 3xx says that the callee may be found (RFC 3261 §8.1.3.4): the best first. What we could not call is left out. */
export function redirectTargets(answer: SipMessage): readonly RedirectTarget[] {
  const targets = headersNamed(answer, 'contact').flatMap((value): RedirectTarget[] => {
    const address = parseNameAddress(value);
    if (!address) return [];
    // Embedded headers are the peer's wish for our INVITE: not taken.
    const [uri = ''] = address.uri.split('?');
    if (!isServedUri(uri)) return [];
    const q = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(address.parameters.get('q') ?? '')
      ? address.parameters.get('q')
      : '1';
    return [{ uri, displayName: address.displayName, preference: Number(q) }];
  });
  return targets.sort((one, other) => other.preference - one.preference).slice(0, maxTargets);
}
