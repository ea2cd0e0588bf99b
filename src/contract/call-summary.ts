import { z } from 'zod';

/** A value that a language model read out of a conversation, as the script's `extract` asks for it. */
export const extractedValueSchema = z.object({
  /** What the script wanted to know. */
  question: z.string(),
  /** As a slot of that type keeps it: whole yuan, `2026-03-11`, `yes`. */
  value: z.string(),
  /** What the customer said it with, as it stands in the transcript. */
  evidence: z.object({ turn: z.number().int(), offsetMs: z.number(), text: z.string() }),
});

/** What a call came to, in a few sentences. Long numbers are masked in all of it. */
export const callSummarySchema = z.object({
  text: z.string(),
  /** The language model that wrote the text; null: it is put together from the record. */
  model: z.string().nullable(),
  /** Why what the model wrote was not taken: the rule, and what broke it. */
  withheld: z.object({ rule: z.string(), because: z.string() }).nullable(),
  /** By name under the script's `extract`; a name without a value that can be believed is absent. */
  extracted: z.record(z.string(), extractedValueSchema),
});
export type CallSummary = z.infer<typeof callSummarySchema>;
