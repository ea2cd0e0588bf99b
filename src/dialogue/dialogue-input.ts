import type { AnsweredBy } from '../contract/call-outcome.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import type { EmotionEstimate } from '../contract/turn-measure.ts';
import type { Conclusion } from './model/conclusion.ts';
import type { Opinion } from './opinion/candidate.ts';

/** How words were said, where that is known. */
export interface Manner {
  readonly mood?: Pick<EmotionEstimate, 'emotion' | 'confidence'> | undefined;
  /** They began while we spoke. */
  readonly talkedOver?: boolean | undefined;
}

/** What happened since the last moves. */
export type DialogueInput =
  | { readonly kind: 'answered' }
  /** A machine gets the script's message or nothing; a person is greeted, if that has not been done. */
  | { readonly kind: 'answered-by'; readonly answeredBy: AnsweredBy }
  /** An empty text is sound without words. `opinion`: what they mean, by whom was asked where that was in doubt (`doubtOf`). */
  | ({
      readonly kind: 'heard';
      readonly text: string;
      readonly confidence: number;
      readonly opinion?: Opinion | undefined;
    } & Manner)
  | { readonly kind: 'keys'; readonly digits: string; readonly complete: boolean }
  /** The listening time of the last `listen` passed with nothing heard. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'said'; readonly sayId: string; readonly completed: boolean; readonly spokenText: string }
  | { readonly kind: 'function-result'; readonly key: string; readonly result: FunctionResult }
  | { readonly kind: 'transfer-result'; readonly answered: boolean; readonly reason: string | null }
  /** A whole sentence of the answer that `ask-model` asked for; `key` as there. An answer nobody awaits any longer is passed over. */
  | { readonly kind: 'model-sentence'; readonly key: string; readonly text: string }
  | { readonly kind: 'model-done'; readonly key: string; readonly conclusion: Conclusion }
  /** There is no answer, or no more of it: the model is away, refused, or its time has passed. */
  | { readonly kind: 'model-failed'; readonly key: string; readonly reason: string }
  | { readonly kind: 'time-limit' };
