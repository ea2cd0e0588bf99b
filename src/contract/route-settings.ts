import { z } from 'zod';
import { calendarSchema } from './calendar.ts';
import { callTargetSchema } from './call-target.ts';
import { lineNameSchema } from './line-name.ts';

/** A calendar that routes name. Dates given in the document win over the holidays it follows. */
export const namedCalendarSchema = calendarSchema.extend({
  name: lineNameSchema,
  /** `china`: the holidays of mainland China, with the weekends worked in exchange (调休). */
  follow: z.enum(['china', 'none']).default('china'),
});
export type NamedCalendar = z.infer<typeof namedCalendarSchema>;

/**
 * A number or a family of numbers: digits, `+`, `*` and `#` as they stand, `x` for any digit, `[2-9]` for one of
 * several, and `...` at the end for any rest, none included. `+86400xxxxxxx`, `9[1-4]xx`, `+8610...`.
 */
export const dialPatternSchema = z
  .string()
  .max(64)
  .regex(
    /^(?=.)([0-9+*#x]|\[([0-9]+|[0-9]-[0-9])\])*(\.\.\.)?$/,
    'a pattern is digits, + * #, x for any digit, [2-9] for one of several, and ... at the end for any rest',
  )
  .refine((pattern) => [...pattern.matchAll(/([0-9])-([0-9])/g)].every(([, from = '', to = '']) => from <= to), {
    message: 'a span of digits goes up, as in [2-9]',
  });

/** Which calls go where. The first route that matches wins; what a route does not mention it does not ask. */
export const routeSchema = z.object({
  name: lineNameSchema,
  dialed: z.array(dialPatternSchema).default([]),
  caller: z.array(dialPatternSchema).default([]),
  /** The trunks it came in by; `extension` for calls of our own telephones. */
  from: z.array(lineNameSchema).default([]),
  when: z
    .object({
      calendar: lineNameSchema,
      /** `closed` is all that is not open, holidays included. */
      is: z.enum(['open', 'closed', 'holiday']).default('open'),
    })
    .optional(),
  to: callTargetSchema,
});
export type Route = z.infer<typeof routeSchema>;
