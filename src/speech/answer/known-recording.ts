import { answeredBySchema, callOutcomeSchema, type AnsweredBy, type CallOutcome } from '../../contract/call-outcome.ts';
import { fingerprintOf, type Fingerprint } from './fingerprint.ts';

/** What a recording tells who hears it: why a call cannot be answered, or which machine has answered it. */
export type RecordingMeaning =
  | { readonly cause: CallOutcome; readonly answeredBy?: never }
  | { readonly answeredBy: AnsweredBy; readonly cause?: never };

/** A recording of a network or a machine that an operator has named. */
export interface KnownRecording {
  readonly name: string;
  readonly meaning: RecordingMeaning;
  readonly fingerprint: Fingerprint;
}

/** Causes that a network announces. */
const announced: ReadonlySet<CallOutcome> = new Set([
  'busy',
  'no-answer',
  'vacant',
  'powered-off',
  'suspended',
  'arrears',
  'out-of-reach',
  'incoming-barred',
  'missed-call-notice',
  'forwarded',
  'network-busy',
]);

/** What a label (`powered-off`, `assistant`) means; null where no recording can mean that. */
export function meaningOf(label: string): RecordingMeaning | null {
  const cause = callOutcomeSchema.safeParse(label);
  if (cause.success && announced.has(cause.data)) return { cause: cause.data };
  const answeredBy = answeredBySchema.safeParse(label);
  if (!answeredBy.success || answeredBy.data === 'human' || answeredBy.data === 'unknown') return null;
  return { answeredBy: answeredBy.data };
}

/** A recording of 8 kHz, ready to be found again. */
export function knownRecording(name: string, meaning: RecordingMeaning, samples: Int16Array): KnownRecording {
  return { name, meaning, fingerprint: fingerprintOf(samples) };
}
