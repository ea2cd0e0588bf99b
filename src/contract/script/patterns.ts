import { z } from 'zod';
import { leadGradeSchema } from '../call-outcome.ts';
import { conditionSchema } from './condition.ts';
import { idSchema, targetSchema } from './names.ts';
import { repairPatternsSchema } from './repairs.ts';
import { utterancesSchema } from './speaking.ts';

/** The patterns every conversation needs, whatever the flow. */
export const globalPatternsSchema = z.strictObject({
  silence: z.strictObject({
    afterMs: z.number().int().min(500).max(30_000).default(4_000),
    max: z.number().int().min(0).max(9).default(2),
    say: utterancesSchema,
    goTo: targetSchema.optional(),
  }),
  noMatch: z.strictObject({
    max: z.number().int().min(0).max(9).default(2),
    say: utterancesSchema,
    goTo: targetSchema.optional(),
  }),
  /** The intents that ask to hear the last sentence again. */
  repeat: z
    .strictObject({
      intents: z.array(idSchema).min(1).default(['ask-repeat', 'cannot-hear']),
      prefix: utterancesSchema.optional(),
    })
    .prefault({}),
  /** At this many rounds the call is brought to its end. */
  maxRounds: z.number().int().min(3).max(100).default(30),
  tooLong: z.strictObject({ say: utterancesSchema, goTo: targetSchema.optional() }).optional(),
  /** The same question asked again and again. */
  repeatedQuestion: z
    .strictObject({ max: z.number().int().min(1).max(9).default(2), say: utterancesSchema })
    .optional(),
  /**
   * Said where the answer is not heard within `afterMs` of the end of the customer's turn (承接语): a sign that it comes, never the
   * answer itself. They take turns; one that stands alone is said once a call.
   */
  acknowledge: z
    .strictObject({ afterMs: z.number().int().min(200).max(10_000).default(800), say: utterancesSchema })
    .optional(),
  /** What a machine that answers gets. */
  voicemail: z.strictObject({ leave: utterancesSchema.optional() }).prefault({}),
  ...repairPatternsSchema.shape,
});

export const gradeRuleSchema = z.strictObject({
  grade: leadGradeSchema,
  when: conditionSchema,
  name: z.string().default(''),
});
