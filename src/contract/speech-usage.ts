import { z } from 'zod';

/** `GET /api/v1/usage`: days of the calls' start in the program's zone, both counted. */
export const usageFilterSchema = z
  .strictObject({ from: z.iso.date(), to: z.iso.date() })
  .refine(({ from, to }) => from <= to, '`from` is after `to`')
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < 400 * 86_400_000, 'at most 400 days at once');
export type UsageFilter = z.infer<typeof usageFilterSchema>;

/** What one provider did for a tenant's calls on one day: what it bills, and what was spared. */
export const usageRowSchema = z.object({
  day: z.iso.date(),
  /** A recogniser, synthesiser or model, as the call's record names it. */
  provider: z.string(),
  calls: z.number().int(),
  recognizedSec: z.number(),
  synthesizedChars: z.number().int(),
  /** Said from the cache: nobody bills them. */
  cachedChars: z.number().int(),
  modelTokens: z.number().int(),
});
export type UsageRow = z.infer<typeof usageRowSchema>;

export const usageReportSchema = z.object({ rows: z.array(usageRowSchema) });
