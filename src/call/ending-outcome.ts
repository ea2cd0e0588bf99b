import type { AnsweredBy, CallOutcome } from '../contract/call-outcome.ts';
import type { CallRecord } from '../contract/call-record.ts';
import { customerLegOf } from './customer-leg.ts';

const byMachine: Partial<Record<AnsweredBy, CallOutcome>> = {
  voicemail: 'voicemail',
  assistant: 'voice-assistant',
  screening: 'screened',
  ivr: 'ivr',
  fax: 'fax',
};

type SoFar = Pick<CallRecord, 'callId' | 'answeredBy' | 'transfer' | 'turns' | 'transcript' | 'orders' | 'parties'>;

/** Whether a person talked with the customer; one who only listened did not. */
function personTookIt({ callId, transfer, parties }: SoFar): boolean {
  const people = parties.filter(
    ({ leg, as }) => leg !== customerLegOf(callId) && as !== 'listener' && as !== 'whisperer',
  );
  return transfer?.answered === true || people.length > 0;
}

/** What the conversation so far makes of an answered call that `by` ends; `planned` is the script's own reason, if it ended it. */
export function endingOutcome(
  soFar: SoFar,
  by: 'robot' | 'customer' | 'seat' | 'network',
  planned: CallOutcome | null,
): CallOutcome {
  const machine = soFar.answeredBy ? byMachine[soFar.answeredBy] : undefined;
  if (machine) return machine;
  if (personTookIt(soFar)) return 'transferred';
  if (soFar.transfer) return 'transfer-failed';
  if (by === 'network') return 'interrupted';
  if (by !== 'customer') return planned ?? 'completed';
  const customerActed = soFar.transcript.some(({ speaker }) => speaker === 'customer');
  return customerActed ? 'callee-hung-up' : 'no-interaction';
}
