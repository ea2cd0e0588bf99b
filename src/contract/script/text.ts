import { z } from 'zod';
import { idSchema } from './names.ts';

/** A text that a language model may answer from: terms, a price list, questions and answers. Paragraphs are found one by one. */
export const scriptTextSchema = z.strictObject({
  id: idSchema,
  title: z.string().min(1).max(100),
  text: z.string().min(1).max(8_000),
});
