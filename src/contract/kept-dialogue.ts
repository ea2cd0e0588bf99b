import { z } from 'zod';

/** What happened, or what was done about it, in the dialogue's own words; keys that are secret are zeros. */
const dialogueWordsSchema = z.looseObject({ kind: z.string() });

/** What a sentence of the customer was taken for. */
export const understandingSchema = z.object({
  /** `doubted`: we asked what was meant. `denied`: it said no to that. `missed`: nothing could be made of it where it was said. */
  as: z.enum(['understood', 'doubted', 'denied', 'missed']),
  /** What it was read as, the reading to act on first; the likeliest three at most. */
  readings: z
    .array(
      z.object({
        id: z.string(),
        of: z.enum(['intent', 'knowledge']),
        polarity: z.enum(['positive', 'negative', 'refuse', 'neutral']),
        /** 0 to 1. */
        confidence: z.number(),
      }),
    )
    .readonly(),
});
export type Understanding = z.infer<typeof understandingSchema>;

/** Where a dialogue began: what its first words and its times are counted from. */
export const dialogueOpeningSchema = z.object({
  /** Wall time, ms since the epoch. */
  atMs: z.number(),
  utcOffsetMinutes: z.number(),
  scriptId: z.string(),
  scriptVersion: z.number().int(),
  variables: z.record(z.string(), z.string()),
  /** Which variants of the script's experiments were said, by experiment; absent: none. */
  variants: z.record(z.string(), z.string()).optional(),
});
export type DialogueOpening = z.infer<typeof dialogueOpeningSchema>;

/** One input of a dialogue and the moves it led to. */
export const dialogueStepSchema = z.object({
  /** Since the opening. */
  afterMs: z.number(),
  /** The script had been learnt by then: words were understood by likeness too. Absent: not yet. */
  learnt: z.boolean().optional(),
  input: dialogueWordsSchema,
  /** Of words that ask to be understood; absent elsewhere. */
  understanding: understandingSchema.optional(),
  moves: z.array(dialogueWordsSchema).readonly(),
});
export type DialogueStep = z.infer<typeof dialogueStepSchema>;

/** A dialogue of a call as it went: replayed, the same script makes the same moves. */
export const keptDialogueSchema = z.object({ opening: dialogueOpeningSchema, steps: z.array(dialogueStepSchema) });
export type KeptDialogue = z.infer<typeof keptDialogueSchema>;
