import { z } from 'zod';
import { callIdSchema, tenantIdSchema } from './ids.ts';

export const voicemailIdSchema = z.uuid().brand<'VoicemailId'>();
export type VoicemailId = z.infer<typeof voicemailIdSchema>;

/** What becomes of a message: `heard` and `new` may follow one another, after `deleted` there is none. */
export const voicemailMarkSchema = z.enum(['heard', 'new', 'deleted']);
export type VoicemailMark = z.infer<typeof voicemailMarkSchema>;

/** A message in a voicemail box, as the one who listens to it by telephone needs it. */
export interface Voicemail {
  readonly voicemailId: VoicemailId;
  /** E.164, an extension, or empty where withheld. */
  readonly caller: string;
  /** Wall time at which it was left. */
  readonly leftAtMs: number;
  readonly durationMs: number;
  readonly heard: boolean;
  /** A wav below the recordings folder. */
  readonly file: string;
}

/** A message that was recorded, on its way into a box. */
export const leftMessageSchema = z.object({
  tenantId: tenantIdSchema,
  callId: callIdSchema,
  /** The extension whose box it is. */
  box: z.string(),
  caller: z.string(),
  /** A wav below the recordings folder: `<call id>/voicemail-1.wav`. */
  file: z.string(),
  durationMs: z.number(),
  /** Wall time at which it was left. */
  atMs: z.number(),
  /** The same key is kept once. */
  key: z.string(),
});
export type LeftMessage = z.infer<typeof leftMessageSchema>;
