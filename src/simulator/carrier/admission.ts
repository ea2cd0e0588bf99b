import { isSimulatedNumber } from '../../contract/number-format.ts';
import type { Admission } from '../messages.ts';

/** What the carrier looks at before it takes an INVITE. */
export interface AdmissionFacts {
  readonly callee: string;
  readonly caller: string;
  readonly callerNumbers: readonly string[];
  /** Null where none are wanted. */
  readonly credentials: 'valid' | 'absent' | 'wrong' | null;
  readonly knownNumber: boolean;
  /** INVITEs taken in the second before this one. */
  readonly takenLastSecond: number;
  readonly callsPerSecond: number | null;
  readonly codecInCommon: boolean;
}

/** Order of the questions a carrier asks: who are you, is it too much, whom do you call, what do you show, what do you speak. */
export function admit(facts: AdmissionFacts): Admission {
  if (facts.credentials === 'absent') return 'challenged';
  if (facts.credentials === 'wrong') return 'wrong-credentials';
  if (facts.callsPerSecond !== null && facts.takenLastSecond >= facts.callsPerSecond) return 'over-rate';
  if (!isSimulatedNumber(facts.callee)) return 'not-simulated';
  if (!facts.callerNumbers.includes(facts.caller)) return 'unknown-caller';
  if (!facts.knownNumber) return 'unknown-number';
  return facts.codecInCommon ? 'taken' : 'no-common-codec';
}

/** The answer to an INVITE that was not taken; a challenge's is the carrier's choice of 401 or 407. */
export const refusals: Readonly<
  Record<Exclude<Admission, 'taken' | 'challenged'>, { readonly status: number; readonly reasonPhrase: string }>
> = {
  'wrong-credentials': { status: 403, reasonPhrase: 'Forbidden' },
  'over-rate': { status: 503, reasonPhrase: 'Service Unavailable' },
  'not-simulated': { status: 403, reasonPhrase: 'Forbidden' },
  'unknown-caller': { status: 403, reasonPhrase: 'Caller Not Allowed' },
  'unknown-number': { status: 404, reasonPhrase: 'Not Found' },
  'no-common-codec': { status: 488, reasonPhrase: 'Not Acceptable Here' },
};

/** The number of a SIP or tel URI: `sip:+99912345678@host;user=phone` → `+99912345678`. */
export function numberOf(uri: string): string {
  return /^(?:sips?|tel):([^@;>]+)/iu.exec(uri)?.[1] ?? '';
}

/** A number as E.164, whatever way a trunk writes simulated ones: with `+`, `00` or nothing before 999. */
export function simulatedNumberOf(written: string): string {
  const digits = written.replaceAll(/[^\d]/gu, '').replace(/^00/u, '');
  return digits.startsWith('999') ? `+${digits}` : written;
}
