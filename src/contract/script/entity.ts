import { z } from 'zod';

/** What a bare number counts where the question implies it ("多少万"), and which sums can be meant, all in yuan. */
const money = {
  unitYuan: z.number().positive().default(1),
  minYuan: z.number().optional(),
  maxYuan: z.number().optional(),
};

/** What kind of value a slot keeps. Each is normalised to a string, whose form stands beside it. */
export const entitySchema = z.discriminatedUnion('type', [
  /** One of `values`, by its name or one of the words beside it; a word misheard as one that sounds alike counts too. */
  z.strictObject({ type: z.literal('choice'), values: z.record(z.string(), z.array(z.string().min(1))) }),
  /** Whole yuan: `500000`; of a range the least. */
  z.strictObject({ type: z.literal('amount'), ...money }),
  /** Whole yuan from and to: `30000/50000`. */
  z.strictObject({ type: z.literal('amount-range'), ...money }),
  /** `3`, `2.5`. A number followed by one of `units` (位, 个人) is understood even where it was not asked for. */
  z.strictObject({
    type: z.literal('number'),
    min: z.number().optional(),
    max: z.number().optional(),
    units: z.array(z.string().min(1)).default([]),
  }),
  /** Per cent: `3.5`. 三成 is `30`, and a discount what remains to be paid: 打八折 is `80`. */
  z.strictObject({ type: z.literal('percentage'), min: z.number().optional(), max: z.number().optional() }),
  /** Digits alone: a mainland mobile, a line with its area code, or 400 and 800 numbers. */
  z.strictObject({ type: z.literal('phone') }),
  /** The 18 places of a resident's identity number, its check character right: `11010519491231002X`. */
  z.strictObject({ type: z.literal('id-number') }),
  /** 16 to 19 digits whose check digit is right; read aloud by its last four alone. */
  z.strictObject({ type: z.literal('bank-card') }),
  /** A day or time of day in ISO with the customer's offset, counted from the call's start: `2026-03-03T15:00:00+08:00`. */
  z.strictObject({ type: z.literal('time') }),
  /** Two such times with a slash between: `2026-03-03T15:00:00+08:00/2026-03-03T17:00:00+08:00`. */
  z.strictObject({ type: z.literal('time-range') }),
  /** A day: `2026-03-11`. */
  z.strictObject({ type: z.literal('date') }),
  /** The first and the last day: `2026-03-09/2026-03-11`. */
  z.strictObject({ type: z.literal('date-range') }),
  /** ISO 8601: `PT1H30M`, `P20Y`; weeks as days, half a month as 15. */
  z.strictObject({ type: z.literal('duration') }),
  /** A Chinese name as it was said: `张伟`, or the surname alone: `王`. */
  z.strictObject({ type: z.literal('name') }),
  /** Province, and the city or the district of a municipality, by their full names: `广东省深圳市`, `北京市海淀区`, `四川省`. */
  z.strictObject({ type: z.literal('address') }),
  /** Whole years: `35`; of 四十多 the least, from a year of birth as of the call's year. */
  z.strictObject({
    type: z.literal('age'),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  /** `yes` or `no`. */
  z.strictObject({ type: z.literal('yes-no') }),
  /** Digits as they were dictated. */
  z.strictObject({ type: z.literal('digits') }),
  /** What was said. */
  z.strictObject({ type: z.literal('text') }),
]);
export type Entity = z.infer<typeof entitySchema>;
