import type { CallOutcome } from '../contract/call-outcome.ts';

/** What is known of a call that was not answered. */
export interface FailureFacts {
  /** Final SIP status; 408 for no answer at all, 503 for a transport failure. */
  readonly status: number;
  /** Q.850 cause of the Reason header (RFC 3326), where there was one. */
  readonly q850Cause: number | null;
  /** What early media said, by words or tone. */
  readonly earlyMediaCause: CallOutcome | null;
  /** Whether this trunk's 404 may be believed. */
  readonly trust404: boolean;
  readonly rang: boolean;
}

/** ITU-T Q.850 §2.2.7: the causes that tell something about the callee. */
const byQ850: ReadonlyMap<number, CallOutcome> = new Map([
  [1, 'vacant'],
  [17, 'busy'],
  [18, 'no-answer'],
  [19, 'no-answer'],
  [20, 'powered-off'],
  [21, 'rejected'],
  [22, 'vacant'],
  [27, 'out-of-reach'],
  [34, 'network-busy'],
  [38, 'trunk-failed'],
  [41, 'trunk-failed'],
  [42, 'network-busy'],
  [55, 'incoming-barred'],
  [58, 'incompatible'],
  [65, 'incompatible'],
  [88, 'incompatible'],
  [102, 'no-answer'],
]);

const byStatus: ReadonlyMap<number, CallOutcome> = new Map([
  [401, 'trunk-failed'],
  [403, 'trunk-failed'],
  [404, 'failed'],
  [407, 'trunk-failed'],
  [408, 'no-answer'],
  [410, 'vacant'],
  [415, 'incompatible'],
  [480, 'no-answer'],
  [484, 'failed'],
  [486, 'busy'],
  [487, 'no-answer'],
  [488, 'incompatible'],
  [600, 'busy'],
  [603, 'rejected'],
  [604, 'failed'],
  [606, 'incompatible'],
]);

/**
 * Why a call was not answered. Words and tones come first (they are what the callee's network says to people), then
 * Q.850, then the SIP status; a number is vacant only by announcement, Q.850 cause 1 or 22, 410, or a trusted 404.
 */
export function failureCause(facts: FailureFacts): CallOutcome {
  if (facts.earlyMediaCause) return facts.earlyMediaCause;
  const said = facts.q850Cause === null ? undefined : byQ850.get(facts.q850Cause);
  if (said) return said;
  if ((facts.status === 404 || facts.status === 604) && facts.trust404) return 'vacant';
  if (facts.status === 408 && !facts.rang) return 'trunk-failed';
  const known = byStatus.get(facts.status);
  if (known) return known;
  return facts.status >= 500 && facts.status < 600 ? 'trunk-failed' : 'failed';
}
