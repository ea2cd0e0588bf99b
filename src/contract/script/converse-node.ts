import { z } from 'zod';
import { idSchema } from './names.ts';
import { utterancesSchema } from './speaking.ts';

/**
 * A function of the program that the model may ask for. What goes into it is the script's: `args` with `{slot}` places, never words
 * of the model's.
 */
const converseToolSchema = z.strictObject({
  /** When to ask for it, told to the model. */
  use: z.string().min(1).max(200),
  args: z.record(z.string(), z.string()).default({}),
  saveTo: z.record(z.string(), idSchema).default({}),
  timeoutMs: z.number().int().min(100).max(30_000).default(3_000),
});

/** What the model must not speak of, and who it says it is. */
const boundarySchema = z.strictObject({
  /** Subjects, told to the model: competitors, the news. */
  topics: z.array(z.string().min(1).max(100)).default([]),
  /** Whether it may state nothing but the facts: sentences whose words are not theirs are not said. */
  grounded: z.boolean().default(true),
  /** Words that no sentence of it may have in it. */
  words: z.array(z.string().min(1).max(40)).default([]),
  /** Said in place of a sentence in which it would be a person; absent: that a voice assistant speaks. */
  identity: utterancesSchema.optional(),
});

/**
 * A language model speaks, within what the script allows: it has a goal, and knows nothing but `facts`. Prices, percentages, offers
 * and names of policies that are not in them are never said, nor is a promise, nor that a person speaks: `fallback` stands in their
 * place. Branches: `ok` where the goal is reached, `failed` where it cannot be, where no answer came within `budgetMs`, and after
 * `maxRounds`; intents, yes and no, and global flows go before the model.
 */
export const converseFields = {
  goal: z.string().min(1).max(500),
  /** By name; with `{variable}` and `{slot}` places. */
  facts: z.record(idSchema, z.string().min(1).max(500)).default({}),
  /** Texts of the script whose passages answer questions: what speaks of the customer's words is told to the model with its facts. */
  texts: z.array(idSchema).default([]),
  tools: z.record(idSchema, converseToolSchema).default({}),
  boundary: boundarySchema.prefault({}),
  /** What it is to find out. A value is kept only where the customer said it. */
  slots: z.array(idSchema).default([]),
  /** Answers of the model before the flow goes on by `failed`. */
  maxRounds: z.number().int().min(1).max(30).default(8),
  /** Sentences of one answer; what comes after them is not said. */
  maxSentences: z.number().int().min(1).max(10).default(4),
  /** How long the line may be silent for want of the model's next sentence. */
  budgetMs: z.number().int().min(200).max(10_000).default(2_000),
  fallback: utterancesSchema,
};
