import { z } from 'zod';
import { idSchema } from './script/names.ts';
import { secretReferenceSchema } from './secret-reference.ts';

/** A JSON value whose strings may have `{name}` places. */
export type JsonTemplate =
  | string
  | number
  | boolean
  | null
  | readonly JsonTemplate[]
  | { readonly [key: string]: JsonTemplate };
const jsonSchema: z.ZodType<JsonTemplate> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(jsonSchema).max(100),
    z.record(z.string(), jsonSchema),
  ]),
);
const headerNameSchema = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'a header name is letters, digits and dashes');

/** What an IVR flow or a script asks of a web service. Texts may have `{name}` places. */
export const webLookUpShape = {
  method: z.enum(['GET', 'POST']).default('GET'),
  /** Host and scheme stand in it as they are; values in the path are percent-encoded. */
  url: z.string().regex(/^https?:\/\/[^\s]+$/, 'a URL begins with http:// or https://'),
  query: z.record(z.string(), z.string()).default({}),
  headers: z
    .record(headerNameSchema, z.union([z.string(), z.strictObject({ secret: secretReferenceSchema })]))
    .default({}),
  /** Sent as JSON. */
  body: jsonSchema.optional(),
  /** Of one try. */
  timeoutMs: z.number().int().min(100).max(30_000).default(3_000),
  /** After a time-out, a lost connection or a 5xx; all tries carry one idempotency key. */
  retries: z.number().int().min(0).max(5).default(0),
  /** Name ← JSON path (`$.accounts[0].balance`); a path that ends in `?` may be missing. */
  result: z
    .record(
      idSchema,
      z.string().regex(/^\$(\.[\p{L}_][\p{L}\p{N}_-]*|\[(\d+|'[^']*')\])*\??$/u, "a JSON path looks like '$.a.b[0]'"),
    )
    .default({}),
};
