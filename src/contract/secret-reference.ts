import { z } from 'zod';

/** A secret by reference, never in clear: `env:NAME` or `file:/path`. Whoever performs resolves it. */
export const secretReferenceSchema = z
  .string()
  .regex(/^(env:[A-Z_][A-Z0-9_]*|file:\/.+)$/, 'a secret is given as env:NAME or file:/path, never in clear');
