import { z } from 'zod';

/** May the customer interrupt this sentence? (打断策略) */
export const bargeInPolicySchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('never') }),
  /** After `protectMs` of the sentence, `minSpeechMs` of speech interrupts; backchannel words alone do not. */
  z.strictObject({
    mode: z.literal('after'),
    protectMs: z.number().int().min(0).max(10_000).default(0),
    minSpeechMs: z.number().int().min(100).max(2_000).default(300),
  }),
  /** As soon as speech is certain. */
  z.strictObject({ mode: z.literal('always'), minSpeechMs: z.number().int().min(100).max(2_000).default(200) }),
  /** Only when one of these words is heard. */
  z.strictObject({ mode: z.literal('keyword'), keywords: z.array(z.string().min(1)).min(1) }),
]);
export type BargeInPolicy = z.infer<typeof bargeInPolicySchema>;

export const voiceLanguageSchema = z.enum(['cmn', 'yue', 'en']);
export const voiceEmotionSchema = z.enum(['neutral', 'warm', 'cheerful', 'serious', 'apologetic']);

/** How to speak. Providers map what they can and say what they cannot. */
export const voiceSchema = z.strictObject({
  name: z.string().optional(),
  language: voiceLanguageSchema.default('cmn'),
  emotion: voiceEmotionSchema.default('neutral'),
  /** 1 is the voice's own speed. */
  speed: z.number().min(0.5).max(2).default(1),
  /** 1 is the voice's own pitch. */
  pitch: z.number().min(0.5).max(2).default(1),
});
export type Voice = z.infer<typeof voiceSchema>;

/** What one sentence changes of the script's voice: without defaults, so that nothing else changes with it. */
export const voiceChangeSchema = z.strictObject({
  name: voiceSchema.shape.name,
  language: voiceLanguageSchema.optional(),
  emotion: voiceEmotionSchema.optional(),
  speed: voiceSchema.shape.speed.unwrap().optional(),
  pitch: voiceSchema.shape.pitch.unwrap().optional(),
});
export type VoiceChange = z.infer<typeof voiceChangeSchema>;

/**
 * One way to say it: text with `{variable}` places, and a recording of it (真人录音) where there is one. A recording of a
 * text with places comes in parts: files around the places, `{variable}` for what the synthesiser says there, or
 * `names/{variable}.wav` for a recording of each value.
 */
export const utteranceSchema = z.union([
  z
    .string()
    .min(1)
    .transform((text) => ({ text })),
  z.strictObject({
    text: z.string().min(1),
    /** wav file beside the script, or the parts of the sentence in order. */
    audio: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(20)]).optional(),
  }),
]);
export type Utterance = z.output<typeof utteranceSchema>;

export const utterancesSchema = z.union([utteranceSchema.transform((one) => [one]), z.array(utteranceSchema).min(1)]);
