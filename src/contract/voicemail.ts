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

/** A message as `/api/v1/voicemails` shows it, the caller masked. */
export const voicemailRowSchema = z.object({
  voicemailId: voicemailIdSchema,
  box: z.string(),
  callId: callIdSchema,
  caller: z.string(),
  leftAtMs: z.number(),
  durationMs: z.number(),
  heard: z.boolean(),
});
export type VoicemailRow = z.infer<typeof voicemailRowSchema>;

export const voicemailFilterSchema = z.object({
  box: z
    .string()
    .regex(/^[1-9][0-9]{1,5}$/, 'a box is the number of its extension')
    .optional(),
  heard: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type VoicemailFilter = z.infer<typeof voicemailFilterSchema>;

export const voicemailListSchema = z.object({ voicemails: z.array(voicemailRowSchema), next: z.string().nullable() });

/** A box that somebody has, or that still holds messages. */
export const voicemailBoxRowSchema = z.object({
  /** The number of its extension. */
  box: z.string(),
  newMessages: z.number().int(),
  heardMessages: z.number().int(),
});
export type VoicemailBoxRow = z.infer<typeof voicemailBoxRowSchema>;

/** `GET /api/v1/voicemail-boxes`, in the order of their numbers. */
export const voicemailBoxListSchema = z.object({ boxes: z.array(voicemailBoxRowSchema) });

export const voicemailChangeSchema = z.object({ heard: z.boolean() });
