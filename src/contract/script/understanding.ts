import { z } from 'zod';
import { entitySchema } from './entity.ts';
import { idSchema, targetSchema } from './names.ts';
import { bargeInPolicySchema, utterancesSchema } from './speaking.ts';

export const intentSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  /** What the robot calls it when it asks back (您是说…吗); its name where absent. */
  spoken: z.string().min(1).optional(),
  polarity: z.enum(['positive', 'negative', 'refuse', 'neutral']).default('neutral'),
  /** Any of these words. */
  keywords: z.array(z.string().min(1)).default([]),
  /** None of these words. */
  notKeywords: z.array(z.string().min(1)).default([]),
  /** Regular expressions, at most 200 characters each. */
  patterns: z.array(z.string().min(1).max(200)).default([]),
  samples: z.array(z.string().min(1)).default([]),
});
export type Intent = z.infer<typeof intentSchema>;

export const slotSchema = z.strictObject({
  name: z.string(),
  /** What the value must look like as it is kept, for free texts and digits. */
  pattern: z.string().min(1).max(200).optional(),
  /** Said where a value was heard that its bounds or its pattern refuse; `{value}` is it. */
  invalid: utterancesSchema.optional(),
  entity: entitySchema,
});

/** A question people ask anywhere (知识库), answered, and then back to where we were. */
export const knowledgeSchema = z.strictObject({
  id: idSchema,
  question: z.string(),
  similar: z.array(z.string()).default([]),
  keywords: z.array(z.string()).default([]),
  /** Intents that ask this question. */
  intents: z.array(idSchema).default([]),
  answers: utterancesSchema,
  /** A question of ours after the answer: the customer's reply is looked for in the follow-ups, and the node's question waits. */
  ask: utterancesSchema.optional(),
  /** Other entries that are understood right after this answer, before anything else. */
  followUps: z.array(idSchema).optional(),
  /** Understood as a follow-up alone (那按月交呢), never by itself. */
  onlyAsFollowUp: z.boolean().optional(),
  /** As a follow-up: the yes or no to the question of the entry before it. */
  on: z.enum(['positive', 'negative']).optional(),
  /** Where to go after the answer; `repeat` asks the node's question again, `return` waits for its answer. */
  goTo: targetSchema.default('repeat'),
  tags: z.array(z.string()).default([]),
  bargeIn: bargeInPolicySchema.optional(),
});

/** Whom a sentence is put to that the script's own reading leaves in doubt. */
export const understandingSchema = z.object({
  /**
   * `model`: the configured language model picks one of the meanings that are possible there, or none. `likeness`: the sentence model on
   * this machine picks the one whose samples mean the most alike, where one clearly does.
   */
  secondOpinion: z.enum(['none', 'model', 'likeness']).default('none'),
  /** How long the answer may wait for it. After that the first reading stands. */
  secondOpinionMs: z.number().int().min(100).max(2_000).default(400),
});

export type Knowledge = z.infer<typeof knowledgeSchema>;
