import { z } from 'zod';
import { conditionSchema } from './condition.ts';

/** A condition, and what the robot says where it speaks for or against a product. */
const spokenConditionSchema = z.strictObject({
  when: conditionSchema,
  /** A clause that can stand after 因为: 您还没有大病保障. */
  because: z.string().min(1).max(60),
});

/**
 * One line of the product table. A product fits where all of `who` hold, none of `exclusions` does, one of its `needs` does (or it
 * lists none), and its lowest price is within the customer's budget.
 */
export const productSchema = z.strictObject({
  name: z.string().min(1),
  /** What it is, in a sentence for the ear. */
  description: z.string().default(''),
  /** Whom it is for; `because` says what speaks against it where `when` does not hold. What is not known does not hold. */
  who: z.array(spokenConditionSchema).default([]),
  exclusions: z.array(spokenConditionSchema).default([]),
  /** What speaks for it, by weight; the weightiest that hold are its reason. */
  needs: z.array(spokenConditionSchema.extend({ weight: z.number().int().min(1).max(10).default(1) })).default([]),
  /** Whole yuan, for as long as the budget counts: a year's premium against a year's budget. */
  price: z
    .strictObject({ fromYuan: z.number().int().min(0), toYuan: z.number().int().min(0) })
    .refine(({ fromYuan, toYuan }) => fromYuan <= toYuan, { error: "'fromYuan' is at most 'toYuan'" })
    .optional(),
});
export type Product = z.infer<typeof productSchema>;
