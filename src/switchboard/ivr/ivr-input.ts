import type { WebAnswer } from '../../foundation/web-look-up.ts';

/** What happens to a call in a flow. `atMs` is monotonic. */
export type IvrInput =
  /** `wallMs` is the wall clock at `atMs`; numbers are E.164, empty where withheld. `variables`: what is known beforehand of those declared. */
  | {
      readonly kind: 'started';
      readonly atMs: number;
      readonly wallMs: number;
      readonly caller: string;
      readonly called: string;
      readonly variables?: Readonly<Record<string, string>>;
    }
  /** A prompt is over, played to its end or not. */
  | { readonly kind: 'said'; readonly atMs: number; readonly playId: string }
  | { readonly kind: 'keys'; readonly atMs: number; readonly keys: string }
  | { readonly kind: 'speech'; readonly atMs: number; readonly text: string; readonly confidence: number }
  | { readonly kind: 'silence'; readonly atMs: number; readonly ticket: number }
  | { readonly kind: 'http-answered'; readonly atMs: number; readonly ticket: number; readonly answer: WebAnswer }
  /** `taken`: somebody was there, and the caller is still on the line. */
  | {
      readonly kind: 'transfer-ended';
      readonly atMs: number;
      readonly ticket: number;
      readonly taken: boolean;
      readonly reason: string;
    };
