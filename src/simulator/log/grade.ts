import type { CallOutcome, LeadGrade } from '../../contract/call-outcome.ts';
import type { Meaning, Wish } from '../customer/behaviour.ts';

export interface GradeFacts {
  readonly answered: boolean;
  readonly outcome: CallOutcome;
  readonly meanings: readonly Meaning[];
  readonly wants: Wish | null;
}

/**
 * The letter that telesales gives to a conduct: A agreed to an order or asked for a person, B told product and amount,
 * C spoke without refusing, D was busy or a wrong person, E refused, F asked never to be called again. Null for calls
 * in which nobody spoke with the robot.
 */
export function gradeOf({ answered, meanings, wants }: GradeFacts): LeadGrade | null {
  if (!answered) return null;
  const means = new Set(meanings);
  if (means.has('never-again')) return 'F';
  if (means.has('agrees') || means.has('wants-person')) return 'A';
  if (wants) return 'B';
  if (means.has('refuses')) return 'E';
  return 'C';
}
