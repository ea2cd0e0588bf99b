import { z } from 'zod';
import { tenantIdSchema } from './ids.ts';

/** What people who run the program should know at once, though no call waits for it. */
export const alertKindSchema = z.enum([
  /** Somebody guessed passwords and is not heard for a while. `source` is a host or an IPv6 network. */
  'sip-source-banned',
  /** Somebody looks for extensions: asks for many, proves to be none. `source` as above. */
  'sip-scan',
  /** A telephone wanted to call outside beyond its rights. `source` is its address of record. */
  'toll-fraud',
  /** Sound came into a call from an address that is not the peer's, and was not heard. `source` is that address. */
  'media-injection',
  /** Somebody tried API keys that are none, one after the other, and is not heard for a while. `source` is the address. */
  'api-keys-guessed',
  /** A trunk takes no calls. `source` is its name. */
  'trunk-down',
]);
export type AlertKind = z.infer<typeof alertKindSchema>;

const alertFactsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** An alert as it is raised. */
export const raisedAlertSchema = z.object({
  /** Null: the platform's own, shown to those alone who run it. */
  tenantId: tenantIdSchema.nullable(),
  kind: alertKindSchema,
  severity: z.enum(['warning', 'critical']),
  source: z.string().min(1).max(128),
  /** Figures and names; a person's number never, or its beginning alone. */
  facts: alertFactsSchema,
  atMs: z.number(),
});
export type RaisedAlert = z.infer<typeof raisedAlertSchema>;

/** An alert as it is kept: the same of one source within a minute is one, counted. */
export const alertSchema = raisedAlertSchema.extend({
  id: z.uuid(),
  /** How often it was raised. */
  count: z.number().int().min(1),
  lastAtMs: z.number(),
  acknowledgedAtMs: z.number().nullable(),
  acknowledgedBy: z.string().nullable(),
});
export type Alert = z.infer<typeof alertSchema>;

/** `GET /api/v1/alerts`. */
export const alertFilterSchema = z.object({
  kind: alertKindSchema.optional(),
  acknowledged: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type AlertFilter = z.infer<typeof alertFilterSchema>;

export const alertListSchema = z.object({ alerts: z.array(alertSchema) });

/** `PATCH /api/v1/alerts/:id`: somebody has seen to it. */
export const alertChangeSchema = z.object({ acknowledged: z.literal(true) });
