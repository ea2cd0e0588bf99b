import type { VoiceCodec } from '../../src/telephony/index.ts';

/** One who is called: `sip:NUMBER@…`. */
export interface CalleeOrder {
  readonly number: number;
  /** Plays as early media and rejects the call; else answers it, plays and hangs up. */
  readonly early: boolean;
  readonly codec: VoiceCodec;
  readonly samples: Int16Array;
}

export type CalleesNews =
  | { readonly kind: 'started'; readonly sipPort: number }
  /** That number may be called now. */
  | { readonly kind: 'ready'; readonly number: number };
