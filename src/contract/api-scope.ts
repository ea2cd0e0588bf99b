import { z } from 'zod';

/** What a program with an API key may do: the public words, wider than what roles are made of. */
export const apiScopeSchema = z.enum([
  'calls:read',
  'calls:control',
  'calls:monitor',
  'agents:read',
  'agents:control',
  /** Numbers of people in full; masked without it. */
  'numbers:read',
  'recordings:read',
  /** What people who run the program should know at once. */
  'alerts:read',
  'campaigns:read',
  'campaigns:run',
]);
export type ApiScope = z.infer<typeof apiScopeSchema>;
