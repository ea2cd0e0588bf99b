import { z } from 'zod';

/** How one turn of the customer sounded. */
export const turnSoundSchema = z.object({
  /** From the first voiced frame to the last. */
  durationMs: z.number(),
  voicedMs: z.number(),
  /** Mean power of the voiced frames, and the loudest of them, in dBFS. */
  levelDb: z.number(),
  peakDb: z.number(),
  /** Null where too little of it had a pitch. */
  pitchHz: z.number().nullable(),
  /** Standard deviation of the pitch: how lively it moves. */
  pitchSpreadSemitones: z.number().nullable(),
  /** Of its words where they fit, else as they were heard. */
  syllables: z.number().int(),
  /** While speaking, pauses left out; null where it was too short to say. */
  syllablesPerSec: z.number().nullable(),
  /** Silent stretches of 200 ms and more inside the turn. */
  pauses: z.number().int(),
  pausedMs: z.number(),
  longestPauseMs: z.number(),
  /** How much was said while the robot spoke. */
  overlapMs: z.number(),
});
export type TurnSound = z.infer<typeof turnSoundSchema>;

export const emotionSchema = z.enum(['neutral', 'positive', 'impatient', 'angry', 'hesitant']);
export type Emotion = z.infer<typeof emotionSchema>;

/** What a turn seemed to feel like: an estimate, never a fact about the person. */
export const emotionEstimateSchema = z.object({
  emotion: emotionSchema,
  /** 0 to 1; never 1. */
  confidence: z.number().min(0).max(0.95),
  /** What spoke for it: `words: 太烦了`, `sound: louder by 6 dB`. */
  reasons: z.array(z.string()),
});
export type EmotionEstimate = z.infer<typeof emotionEstimateSchema>;

/** One turn of the customer, measured. */
export const turnMeasureSchema = z.object({
  turn: z.number().int(),
  /** Null where words came without sound. */
  sound: turnSoundSchema.nullable(),
  emotion: emotionEstimateSchema,
});
export type TurnMeasure = z.infer<typeof turnMeasureSchema>;
