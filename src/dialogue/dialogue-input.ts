import type { AnsweredBy } from '../contract/call-outcome.ts';
import type { FunctionResult } from '../contract/live-services.ts';

/** What happened since the last moves. */
export type DialogueInput =
  | { readonly kind: 'answered' }
  /** A machine gets the script's message or nothing; a person is greeted, if that has not been done. */
  | { readonly kind: 'answered-by'; readonly answeredBy: AnsweredBy }
  /** An empty text is sound without words. */
  | { readonly kind: 'heard'; readonly text: string; readonly confidence: number }
  | { readonly kind: 'keys'; readonly digits: string; readonly complete: boolean }
  /** The listening time of the last `listen` passed with nothing heard. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'said'; readonly sayId: string; readonly completed: boolean; readonly spokenText: string }
  | { readonly kind: 'function-result'; readonly key: string; readonly result: FunctionResult }
  | { readonly kind: 'transfer-result'; readonly answered: boolean; readonly reason: string | null }
  | { readonly kind: 'time-limit' };
