import type { CallOutcome, LeadGrade } from '../contract/call-outcome.ts';
import type { ModelRequest } from '../contract/language-model.ts';
import type { RecordedLine } from '../contract/recorded-line.ts';
import type { BargeInPolicy, Voice, WebFunction } from '../contract/script-document.ts';

/** How the dialogue itself came to its end, in the words of the call's outcome. */
export type DialogueOutcome = Extract<
  CallOutcome,
  | 'completed'
  | 'transfer-failed'
  | 'silent'
  | 'not-understood'
  | 'voicemail'
  | 'voice-assistant'
  | 'screened'
  | 'ivr'
  | 'fax'
  | 'failed'
>;

/** Something that became known in a turn; the call gives it a time and a turn number. */
export type DialogueFact =
  | { readonly kind: 'node-entered'; readonly flow: string; readonly node: string }
  | { readonly kind: 'intent-matched'; readonly intent: string; readonly confidence: number; readonly node: string }
  /** `value` is `***` where the keys are secret. */
  | { readonly kind: 'slot-filled'; readonly slot: string; readonly value: string; readonly said: string }
  | { readonly kind: 'tag-added'; readonly tag: string }
  | { readonly kind: 'grade-changed'; readonly grade: LeadGrade; readonly rule: string }
  | { readonly kind: 'do-not-call-asked'; readonly said: string }
  | { readonly kind: 'call-back-asked'; readonly wantedAtMs: number | null; readonly reason: string }
  /** A sentence of the language model that was not said, the rule it breaks, and what of it does. */
  | {
      readonly kind: 'answer-withheld';
      readonly node: string;
      readonly rule: string;
      readonly because: string;
      readonly text: string;
    }
  /** A sentence of the language model that will be said, and the passages it was taken from (`terms#3`). */
  | {
      readonly kind: 'answer-cited';
      readonly node: string;
      readonly text: string;
      readonly passages: readonly string[];
    }
  /** The language model did not answer, or broke off. */
  | { readonly kind: 'model-failed'; readonly node: string; readonly reason: string }
  /** The script could not go on, and the call is brought to its end. */
  | { readonly kind: 'script-fault'; readonly node: string; readonly reason: string };

/** Which keys to collect while listening; null: none is expected. */
export interface KeysWanted {
  readonly maxDigits: number;
  readonly terminator: string | null;
  readonly timeoutMs: number;
  readonly secret: boolean;
}

/** What the call does next. Moves are performed in order; `listen` and `hang-up` wait for the sentences before them. */
export type Move =
  | {
      readonly kind: 'say';
      readonly sayId: string;
      readonly node: string;
      readonly text: string;
      readonly audio: RecordedLine | null;
      readonly voice: Voice;
      readonly bargeIn: BargeInPolicy;
    }
  | { readonly kind: 'listen'; readonly node: string; readonly silenceMs: number; readonly keys: KeysWanted | null }
  /** `key` is an ordinal, unique in the call. */
  | {
      readonly kind: 'call-function';
      readonly key: string;
      readonly name: string;
      readonly args: Record<string, string>;
      readonly timeoutMs: number;
      /** The web service of that name, where the script declares one. */
      readonly web?: WebFunction | undefined;
    }
  /** `key` is an ordinal, unique in the call. */
  | { readonly kind: 'ask-model'; readonly key: string; readonly request: ModelRequest }
  | { readonly kind: 'transfer'; readonly skill: string | null; readonly summary: string }
  | { readonly kind: 'hang-up'; readonly reason: string; readonly outcomeHint: DialogueOutcome }
  | { readonly kind: 'fact'; readonly fact: DialogueFact };
export type MoveOf<Kind extends Move['kind']> = Extract<Move, { kind: Kind }>;
