import { z } from 'zod';
import { webLookUpShape } from '../web-look-up.ts';

/**
 * A web service of the script's own, called by function nodes like the program's functions. Its texts have places for the arguments;
 * any 2xx with all that `result` wants is `ok`, and its names are values for `saveTo`. The node's `timeoutMs` bounds all tries.
 */
export const webFunctionSchema = z.strictObject({
  description: z.string().default(''),
  /** Arguments that a node must give. */
  args: z.array(z.string().regex(/^[A-Za-z][\w-]{0,47}$/, 'an argument is letters, digits, _ and -')).default([]),
  ...webLookUpShape,
});
export type WebFunction = z.infer<typeof webFunctionSchema>;
