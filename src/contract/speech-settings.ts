import { z } from 'zod';

const namesSchema = z
  .array(z.string().trim().min(1).max(128))
  .min(1)
  .max(20)
  .refine((names) => new Set(names).size === names.length, 'a name stands in it twice');

/** How a tenant's calls hear and speak. Names are those that `waihu doctor` tells. */
export const speechSettingsSchema = z.strictObject({
  /** Who hears, in the order in which they are tried; null: as the program is configured. */
  recognizers: namesSchema.nullable().default(null),
  /** Who speaks where a script's voice names nobody, in the order in which they are tried; null: all that are there. */
  synthesizers: namesSchema.nullable().default(null),
  /** Noise is taken out of a voice before it is recognised. */
  denoise: z.boolean().default(false),
  /** A voice is brought to one level before it is recognised. */
  gainControl: z.boolean().default(false),
});
export type SpeechSettings = z.infer<typeof speechSettingsSchema>;

export const usualSpeechSettings: SpeechSettings = speechSettingsSchema.parse({});

/** `GET` and `PUT /api/v1/speech`: what is set, and what is here to be named. */
export const speechBoardSchema = z.object({
  settings: speechSettingsSchema,
  here: z.object({
    recognizers: z.array(z.string()),
    synthesizers: z.array(z.string()),
    denoiser: z.string().nullable(),
  }),
});
export type SpeechBoard = z.infer<typeof speechBoardSchema>;
