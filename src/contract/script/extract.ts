import { z } from 'zod';

const question = z.string().min(1).max(200);

/**
 * What a language model is to find in a conversation once it is over, beside the slots that the flow asked for. It is kept only with the
 * customer's sentence it was taken from. The forms of values are those of slots.
 */
export const extractSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('choice'), question, values: z.array(z.string().min(1).max(60)).min(2).max(20) }),
  z.strictObject({ type: z.literal(['text', 'number', 'amount', 'date', 'yes-no']), question }),
]);
export type ExtractField = z.infer<typeof extractSchema>;
