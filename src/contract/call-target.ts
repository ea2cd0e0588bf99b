import { z } from 'zod';
import { lineNameSchema } from './line-name.ts';

const extensionNumberSchema = z.string().regex(/^[1-9][0-9]{1,5}$/, 'an extension is two to six digits');

/** Where the switchboard sends a call that came to it: by a route, or out of a queue that overflows. */
export const callTargetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('extension'), extension: extensionNumberSchema }),
  z.object({
    kind: z.literal('ring-group'),
    extensions: z.array(extensionNumberSchema).min(1).max(32),
    /** All at once, or one after the other. */
    order: z.enum(['all', 'in-turn']).default('all'),
    /** How long each round rings. */
    ringForMs: z.number().int().min(3_000).max(120_000).default(20_000),
  }),
  z.object({ kind: z.literal('ivr'), ivr: lineNameSchema }),
  z.object({
    kind: z.literal('queue'),
    queue: lineNameSchema,
    /** Above others of the same queue, from 0 to 100. */
    priority: z.number().int().min(0).max(100).default(0),
    /** What this caller's agent must be able to, beside the queue's own skills. */
    skills: z.array(lineNameSchema).default([]),
  }),
  /**
   * A robot conversation by a published script. With `ringBack` somebody whom a campaign has called lately hears that campaign's script
   * instead, from where it says why we called; others, and where it says nothing of that, hear `script`.
   */
  z.object({ kind: z.literal('robot'), script: z.string().min(1).max(64), ringBack: z.boolean().optional() }),
  z.object({ kind: z.literal('voicemail'), box: extensionNumberSchema }),
  z.object({ kind: z.literal('conference'), room: lineNameSchema }),
  /** A number outside: dialed by a trunk, and so only with a permit. */
  z.object({
    kind: z.literal('outside'),
    number: z.string().regex(/^\+[1-9][0-9]{4,14}$/, 'a number outside is E.164'),
    /** Any trunk that takes the number where absent. */
    trunk: lineNameSchema.optional(),
  }),
  z.object({ kind: z.literal('reject'), as: z.enum(['busy', 'not-found', 'declined']).default('declined') }),
]);
export type CallTarget = z.infer<typeof callTargetSchema>;
