import type { CallOutcome, LeadGrade } from '../../contract/call-outcome.ts';
import type { Meaning } from '../customer/behaviour.ts';

export interface GradeFacts {
  readonly outcome: CallOutcome;
  readonly meanings: readonly Meaning[];
  readonly ordered: boolean;
  /** Whether the customer ever said or pressed anything. */
  readonly acted: boolean;
}

const machines: ReadonlySet<CallOutcome> = new Set(['voicemail', 'voice-assistant', 'screened', 'ivr']);

/**
 * The letter that the rules of the insurance script give to a conduct, read off what the customer did, not off what the
 * robot understood. Null where nobody talked with the robot.
 */
export function gradeOf({ outcome, meanings, ordered, acted }: GradeFacts): LeadGrade | null {
  if (!acted || machines.has(outcome)) return null;
  const means = new Set(meanings);
  if (ordered || outcome === 'transferred') return 'A';
  if (means.has('never-again') || means.has('refuses')) return 'F';
  if (means.has('wrong-person')) return 'E';
  if (outcome === 'transfer-failed' || means.has('interested')) return 'B';
  if (means.has('considers') || means.has('call-back') || means.has('product')) return 'C';
  return 'D';
}
