import type { z } from 'zod';

/** A text frame as the schema has it; null where it is none, be it no JSON at all. */
export function parseFrame<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
