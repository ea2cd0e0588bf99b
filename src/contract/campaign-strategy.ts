import { z } from 'zod';
import { leadIdSchema } from './ids.ts';

/** `advised` looks and says what it would do; `automatic` does it. */
export const strategyModeSchema = z.enum(['off', 'advised', 'automatic']);

/** What the strategy did with an attempt: set its time, left it in fixed order to measure by, or only said what it would have done. */
const strategyArmSchema = z.enum(['steered', 'held-out', 'advised']);
export type StrategyArm = z.infer<typeof strategyArmSchema>;

const tallySchema = z.object({ dials: z.number(), answered: z.number() });

/** How much oftener dials of the strategy were answered than those of the random part that went without. */
export const strategyResultSchema = z.object({
  mode: strategyModeSchema,
  steered: tallySchema,
  heldOut: tallySchema,
  /** 0.1 is a tenth more; null where one side has no answer yet. It lies between the others in 95 of 100 such comparisons. */
  uplift: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
});
export type StrategyResult = z.infer<typeof strategyResultSchema>;

const becauseSchema = z.object({
  region: z.string(),
  hour: z.number().int(),
  weekday: z.number().int(),
  expected: z.number(),
  expectedNow: z.number(),
  seen: z.number(),
});

/** One choice and why it was made. Hours and weekdays are the callee's. */
export const strategyChoiceSchema = z.object({
  leadId: leadIdSchema,
  /** The person's place in the list. */
  place: z.number().int(),
  attempt: z.number().int(),
  arm: strategyArmSchema,
  chosenAtMs: z.number(),
  plannedForMs: z.number(),
  because: becauseSchema,
  /** The number that was shown, and why that one; null before the dial. */
  number: z.string().nullable(),
  numberBecause: z.string().nullable(),
  dialedAtMs: z.number().nullable(),
  answered: z.boolean().nullable(),
});
export type StrategyChoice = z.infer<typeof strategyChoiceSchema>;

export const strategyPageSchema = z.object({ result: strategyResultSchema, choices: z.array(strategyChoiceSchema) });
export type StrategyPage = z.infer<typeof strategyPageSchema>;
