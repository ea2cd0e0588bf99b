import { z } from 'zod';
import { voiceLanguageSchema } from './script-document.ts';
import { secretReferenceSchema } from './secret-reference.ts';

const serviceVoiceSchema = z.strictObject({ name: z.string().min(1), manner: z.string().min(1).exactOptional() });
/** A voice by emotion; what a language lacks is said in its neutral one. */
const languageVoicesSchema = z.strictObject({
  neutral: serviceVoiceSchema,
  warm: serviceVoiceSchema.exactOptional(),
  cheerful: serviceVoiceSchema.exactOptional(),
  serious: serviceVoiceSchema.exactOptional(),
  apologetic: serviceVoiceSchema.exactOptional(),
});

/** One speech service somewhere else, as an operator names it. */
const speechServiceSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name is 1 to 40 lower-case letters, digits and hyphens'),
  vendor: z.string().min(1),
  kind: z.enum(['hears', 'speaks', 'both']),
  url: z
    .url({
      protocol: /^(wss?|https?)$/,
      error: 'wanted a URL that begins with wss:, https:, ws: or http:',
    })
    .optional(),
  model: z.string().min(1).optional(),
  languages: z.array(voiceLanguageSchema).min(1).optional(),
  voices: z
    .strictObject({
      cmn: languageVoicesSchema.exactOptional(),
      yue: languageVoicesSchema.exactOptional(),
      en: languageVoicesSchema.exactOptional(),
    })
    .optional(),
  /** Keys and the like, each by reference: which ones is the vendor's matter. */
  secrets: z.record(z.string(), secretReferenceSchema).default({}),
  /** What this vendor alone takes: an app id, a region. */
  options: z.record(z.string(), z.json()).default({}),
});
export type SpeechService = z.output<typeof speechServiceSchema>;

/** The file that WAIHU_SPEECH_SERVICES names. The order is the order in which they are tried. */
export const speechServicesSchema = z.strictObject({
  services: z.array(speechServiceSchema).superRefine((services, context) => {
    for (const [index, { name }] of services.entries())
      if (services.findIndex((other) => other.name === name) < index)
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `'${name}' is the name of another service`,
        });
  }),
});
