import type { CallOutcome } from '../contract/call-outcome.ts';
import type { CallRecord } from '../contract/call-record.ts';

/** Ends that say nothing of when, or from which number, somebody answers: nobody was rung, or nobody could be. */
const tellNothing: ReadonlySet<CallOutcome> = new Set([
  'vacant',
  'suspended',
  'arrears',
  'incoming-barred',
  'network-busy',
  'trunk-failed',
  'incompatible',
  'cancelled',
  'interrupted',
  'failed',
]);

/** Whether a person answered; null where the call tells nothing of it. */
export function answerOf({
  outcome,
  answeredAtMs,
  answeredBy,
}: Pick<CallRecord, 'outcome' | 'answeredAtMs' | 'answeredBy'>): boolean | null {
  if (answeredAtMs === null) return tellNothing.has(outcome) ? null : false;
  return answeredBy === null || answeredBy === 'human' || answeredBy === 'unknown';
}
