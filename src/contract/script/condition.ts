import { z } from 'zod';
import { emotionSchema, type Emotion } from '../turn-measure.ts';
import { targetSchema } from './names.ts';

/**
 * Comparison of a variable, slot, tag, intent count, visited node or mood; all of `all`, any of `any`, not `not`. Bounds are
 * inclusive, and hold for no slot or variable without a number.
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | {
      readonly slot: string;
      readonly is?: string | undefined;
      readonly atLeast?: number | undefined;
      readonly atMost?: number | undefined;
      readonly filled?: boolean | undefined;
    }
  | {
      readonly variable: string;
      readonly is?: string | undefined;
      readonly atLeast?: number | undefined;
      readonly atMost?: number | undefined;
    }
  | { readonly tag: string }
  | { readonly intent: string; readonly atLeast?: number | undefined }
  | { readonly visited: string }
  | { readonly rounds: { readonly atLeast: number } }
  | { readonly outcome: string }
  /** How the customer sounds: in his last turn, or in at least so many turns of the call. */
  | { readonly mood: Emotion; readonly atLeast?: number | undefined }
  /** In so many turns the customer began while we spoke. */
  | { readonly talkedOver: { readonly atLeast: number } };
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema) }),
    z.strictObject({ any: z.array(conditionSchema) }),
    z.strictObject({ not: conditionSchema }),
    z.strictObject({
      slot: z.string(),
      is: z.string().optional(),
      atLeast: z.number().optional(),
      atMost: z.number().optional(),
      filled: z.boolean().optional(),
    }),
    z.strictObject({
      variable: z.string(),
      is: z.string().optional(),
      atLeast: z.number().optional(),
      atMost: z.number().optional(),
    }),
    z.strictObject({ tag: z.string() }),
    z.strictObject({ intent: z.string(), atLeast: z.number().optional() }),
    z.strictObject({ visited: targetSchema }),
    z.strictObject({ rounds: z.strictObject({ atLeast: z.number() }) }),
    /**
     * `transferred`, `transfer-failed`, `ordered`, `order-failed`, `call-back`, `do-not-call`, or `NAME-ok` and
     * `NAME-failed` for a function of that name.
     */
    z.strictObject({ outcome: z.string() }),
    z.strictObject({ mood: emotionSchema, atLeast: z.number().int().min(1).optional() }),
    z.strictObject({ talkedOver: z.strictObject({ atLeast: z.number().int().min(1) }) }),
  ]),
);
