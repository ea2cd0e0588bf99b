import { z } from 'zod';

/** What an entry of the lines document is called by the others. */
export const lineNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a name is lower-case letters, digits and dashes, at most 32');
