import { z } from 'zod';

/** A value from lead or campaign that `{name}` may use. */
export const variableSchema = z.strictObject({
  /** What a value must look like; a person whose value does not is not called. */
  type: z.enum(['text', 'number', 'amount', 'date', 'phone', 'choice']).default('text'),
  /** For `choice`: what it may be. */
  values: z.array(z.string().min(1)).default([]),
  /** Nobody is called without a value. */
  required: z.boolean().default(false),
  /** Where the lead has none. */
  default: z.string().optional(),
  description: z.string().default(''),
});
export type Variable = z.infer<typeof variableSchema>;
