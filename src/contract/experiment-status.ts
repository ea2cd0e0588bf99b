import { z } from 'zod';
import { idSchema } from './script/names.ts';

/** Shapes of `/api/v1/scripts/{id}/experiments`. Rates and differences are shares: 0.05 is five percentage points. */

const intervalSchema = z.object({ low: z.number(), high: z.number() });

/** `better` and `worse` than the control, by more than chance; `open`: neither is shown. */
const verdictSchema = z.enum(['better', 'worse', 'open']);

const variantStatusSchema = z.object({
  variant: z.string(),
  people: z.number().int(),
  successes: z.number().int(),
  rate: z.number(),
  /** 95 %: Wilson's for fixed shares, of one look at the planned number; the anytime-valid one for a bandit. */
  interval: intervalSchema,
  /** Null for the control. */
  difference: z
    .object({
      rate: z.number(),
      /** Newcombe's for fixed shares, of one look at the planned number; the anytime-valid one for a bandit. */
      interval: intervalSchema,
      /** Holds however often one looks. */
      anytime: intervalSchema,
      verdict: verdictSchema,
    })
    .nullable(),
});

export const experimentStatusSchema = z.object({
  scope: z.enum(['script', 'campaign']),
  /** A script's id, or a campaign's. */
  of: z.string(),
  experiment: z.string(),
  title: z.string().nullable(),
  allocation: z.enum(['fixed', 'bandit']),
  /** In words: `grade B or better`. */
  success: z.string(),
  state: z.enum(['not-begun', 'running', 'ended']),
  endsAt: z.string().nullable(),
  /** What was settled before the first call. */
  plan: z.object({
    baseline: z.number(),
    minimumEffect: z.number(),
    /** Of each comparison with the control: 5 % shared among them. */
    alpha: z.number(),
    power: z.number(),
    /** Of each variant. */
    people: z.number().int(),
  }),
  /** Every variant has its planned number of people. */
  complete: z.boolean(),
  underWay: z.number().int(),
  variants: z.array(variantStatusSchema),
  /** Exactly what may be said of these figures. */
  claim: z.string(),
});
export type ExperimentStatus = z.infer<typeof experimentStatusSchema>;

export const winnerSchema = z.object({ variant: idSchema, note: z.string().max(2_000).optional() });
