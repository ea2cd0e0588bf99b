import { z } from 'zod';
import { voiceEmotionSchema, voiceLanguageSchema, voiceSchema } from './script-document.ts';

const languages = z.array(voiceLanguageSchema);
/** One text in both languages of the console. */
const bothSchema = z.object({ 'zh-CN': z.string(), en: z.string() });
const common = {
  /** As settings and scripts name it. */
  name: z.string(),
  /** Whose service it is; null for what runs on this machine. */
  vendor: z.string().nullable(),
  languages,
  /** As the service's own settings name them: `zh-CN-sichuan`. */
  dialects: z.array(z.string()),
  /** Seconds of work for a second of sound on this machine; null where it was not measured. */
  realTimeFactor: z.number().nullable(),
  /** What went wrong with it last, since the program started. */
  lastFault: z.object({ atMs: z.number(), reason: z.string() }).nullable(),
};

/** Who hears calls, and what he cannot do. */
export const recognizerRowSchema = z.object({
  ...common,
  /** A closed set hears what the script expects, and nothing else. */
  kind: z.enum(['model', 'closed-set', 'service']),
  /** Its place among those who are tried, from 1; null: it hears no call. */
  order: z.number().int().min(1).nullable(),
  /** Words come while the customer speaks, not when the turn is over. */
  streams: z.boolean(),
  /** Null: that is up to the server behind it. */
  punctuates: z.boolean().nullable(),
  /** Favoured words: those of each call are sent, a table is kept at the vendor's, or there are none. */
  hotwords: z.enum(['of-the-call', 'at-the-vendor', 'none']),
});
export type RecognizerRow = z.infer<typeof recognizerRowSchema>;

/** A voice, or a service that has several. */
export const voiceRowSchema = z.object({
  ...common,
  kind: z.enum(['built-in', 'model', 'service']),
  /** Tones of its own; the neutral one is every voice's. */
  emotions: z.array(voiceEmotionSchema),
  /** Emotions that it has no tone for become a little speed or pitch. */
  imitatesEmotions: z.boolean(),
  speed: z.boolean(),
  pitch: z.boolean(),
  /** Sound comes before the whole sentence is made. */
  streams: z.boolean(),
  /** What it cannot do, in words. */
  limits: z.array(bothSchema),
});
export type VoiceRow = z.infer<typeof voiceRowSchema>;

export const modelRowSchema = z.object({
  name: z.string(),
  task: z.enum(['recognizer', 'synthesizer', 'denoiser']),
  languages,
  licence: z.string(),
  bytes: z.number(),
  realTimeFactor: z.number().nullable(),
  /** What the speed was measured on. */
  processor: z.string().nullable(),
});

/** Something that cannot be heard or said here. */
const missingSpeechSchema = z.object({
  what: z.enum(['recognizer', 'synthesizer', 'voice-detector', 'denoiser']),
  /** What is not installed; or that an entry for a service, or an engine, will not do. */
  code: z.enum([
    'no-pocketsphinx',
    'no-espeak',
    'no-onnx-runtime',
    'no-silero',
    'no-recognizer-model',
    'no-sherpa',
    'service-unfit',
    'engine-refused',
  ]),
  /** The same in English, as `waihu doctor` says it; of a service or an engine, what is wrong with it. */
  why: z.string(),
  /** What to do about it. */
  mend: z.string(),
});
export type MissingSpeech = z.infer<typeof missingSpeechSchema>;

/** `GET /api/v1/speech/engines`: what this machine hears and says, and what it lacks. */
export const speechTableSchema = z.object({
  /** Those who are tried first stand first. */
  recognizers: z.array(recognizerRowSchema),
  voices: z.array(voiceRowSchema),
  /** `level-only`: voice is told from noise by loudness alone. */
  voiceDetector: z.enum(['silero', 'level-only']),
  models: z.array(modelRowSchema),
  missing: z.array(missingSpeechSchema),
});
export type SpeechTable = z.infer<typeof speechTableSchema>;

/** Characters of a sentence to listen to: a service bills each. */
export const longestTrial = 200;
/** `POST /api/v1/speech/try`: a sentence to listen to. The answer is a wav of 8 kHz, as a telephone would hear it. */
export const trySpeechSchema = z.object({ text: z.string().trim().min(1).max(longestTrial), voice: voiceSchema });
export type TrySpeech = z.infer<typeof trySpeechSchema>;

/** The header of that answer which says who spoke: not always who was asked. */
export const spokenByHeader = 'x-waihu-spoken-by';
