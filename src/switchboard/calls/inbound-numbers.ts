import { e164Pattern } from '../../contract/number-format.ts';
import type { Trunk } from '../../contract/lines-document.ts';
import type { IncomingCall } from '../../telephony/index.ts';
import { dialedUser } from './dialed-user.ts';

/** Fewer digits in common are a coincidence. */
const leastDigits = 6;

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');

/** The URI inside a From, To or identity field: with or without display name and angle brackets (RFC 3261 §20.10). */
function uriIn(field: string): string {
  return /<([^>]+)>/.exec(field)?.[1] ?? field.split(';')[0] ?? '';
}

/**
 * The number that was called, E.164 where the trunk owns it: carriers write it with and without country code, prefix or
 * `+`, and ask registered trunks by user name, which leaves the number to the To field.
 */
export function calledNumber(
  trunk: Pick<Trunk, 'callerNumbers' | 'username'>,
  call: Pick<IncomingCall, 'requestUri' | 'to'>,
): string {
  const asked = dialedUser(call.requestUri);
  const written = (asked === null || asked === trunk.username ? dialedUser(uriIn(call.to)) : asked) ?? '';
  // A long-distance 0 is no digit of the number.
  const digits = digitsOf(written).replace(/^0+/, '');
  const owned = trunk.callerNumbers.find((number) => {
    const own = digitsOf(number);
    return digits.length >= leastDigits && (own.endsWith(digits) || digits.endsWith(own));
  });
  return owned ?? written;
}

/** Who calls, as the trunk says: it is trusted, so its P-Asserted-Identity (RFC 3325) goes before From. Empty where withheld. */
export function callingNumber(call: Pick<IncomingCall, 'from' | 'headers'>): string {
  const asserted = call.headers.get('p-asserted-identity')?.[0];
  const written = dialedUser(uriIn(asserted ?? call.from)) ?? '';
  if (written.toLowerCase() === 'anonymous') return '';
  return e164Pattern.test(written) ? written : digitsOf(written);
}
