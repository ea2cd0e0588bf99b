import type { WebRequest } from '../../foundation/web-look-up.ts';
import type { CallTarget } from '../../contract/call-target.ts';
import type { IvrPrompt } from '../../contract/ivr-document.ts';
import type { Voice } from '../../contract/script-document.ts';

/** Something that became known; the call gives it a time. Values that are secret are `***`. */
export type IvrFact =
  | { readonly kind: 'node-entered'; readonly flow: string; readonly node: string }
  | { readonly kind: 'keys-taken'; readonly node: string; readonly keys: string }
  | { readonly kind: 'choice-heard'; readonly node: string; readonly said: string; readonly confidence: number }
  | { readonly kind: 'asked-in-vain'; readonly node: string; readonly reason: 'no-input' | 'invalid' }
  | { readonly kind: 'variable-set'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'looked-up';
      readonly node: string;
      readonly attempt: number;
      readonly ok: boolean;
      readonly reason: string;
    }
  | { readonly kind: 'left'; readonly node: string; readonly to: string }
  | { readonly kind: 'came-back'; readonly node: string; readonly taken: boolean; readonly reason: string }
  /** The flow could not go on, and the call is brought to its end. */
  | { readonly kind: 'flow-fault'; readonly node: string; readonly reason: string };

/** What the next person sees of the caller's way: keys in order, and the values the flow chose to show. */
export interface CallerCard {
  readonly flow: string;
  readonly keys: readonly { readonly node: string; readonly keys: string }[];
  readonly values: readonly { readonly name: string; readonly label: string; readonly value: string }[];
}

export interface CallBackRequest {
  readonly kind: 'call-back';
  readonly number: string;
  readonly queue: string | null;
}

/** How keys are wanted while waiting. They are reported one by one at once, while a prompt plays too. */
export interface IvrKeysWanted {
  readonly terminator: string | null;
  /** Kept out of recording, transcript and log. */
  readonly secret: boolean;
}

/**
 * What the call does next, in order. `collect`, `listen`, `route-to` and `hang-up` wait for the prompts before them; `fetch` does not.
 * What has a `ticket` is answered with it; an answer with an old ticket means nothing.
 */
export type IvrMove =
  /** Answered by `said`. */
  | {
      readonly kind: 'play';
      readonly playId: string;
      readonly node: string;
      readonly items: readonly IvrPrompt[];
      readonly voice: Voice;
      readonly bargeIn: boolean;
    }
  | { readonly kind: 'stop-play' }
  /** Waits for keys. `silence` after `timeoutMs` without any. */
  | {
      readonly kind: 'collect';
      readonly ticket: number;
      readonly node: string;
      readonly timeoutMs: number;
      readonly keys: IvrKeysWanted;
    }
  /** Waits for words, which are likely among `phrases`, or keys. */
  | {
      readonly kind: 'listen';
      readonly ticket: number;
      readonly node: string;
      readonly timeoutMs: number;
      readonly phrases: readonly string[];
    }
  /** Answered by `http-answered`. `idempotencyKey` is unique in the call and the same for all tries. */
  | {
      readonly kind: 'fetch';
      readonly ticket: number;
      readonly node: string;
      readonly idempotencyKey: string;
      readonly request: WebRequest;
      readonly timeoutMs: number;
    }
  /**
   * Answered by `transfer-ended`. A target `outside` leaves by a trunk: the gate is asked for a permit, and its refusal is a transfer that
   * nobody took. `call-back` is `taken` when it is written down.
   */
  | {
      readonly kind: 'route-to';
      readonly ticket: number;
      readonly node: string;
      readonly target: CallTarget | CallBackRequest;
      readonly ringForMs: number | null;
      readonly recordForMs: number | null;
      /** For a robot's script. */
      readonly variables: Readonly<Record<string, string>>;
      readonly card: CallerCard;
    }
  | { readonly kind: 'hang-up'; readonly reason: string }
  | { readonly kind: 'fact'; readonly fact: IvrFact };
