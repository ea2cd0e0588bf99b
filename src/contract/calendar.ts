import { z } from 'zod';
import { callWindowSchema } from './campaign-settings.ts';
import { timeZoneSchema } from './time-zone.ts';

const dateSchema = z.iso.date('a date is written YYYY-MM-DD');

/** When somebody is there: weekly hours, and the days that are not as their weekday says (节假日与调休). */
export const calendarSchema = z.object({
  timeZone: timeZoneSchema.default('Asia/Shanghai'),
  /** Spans of the day; `to` itself is outside. */
  open: z.array(callWindowSchema).min(1),
  /** Closed all day. */
  holidays: z.array(dateSchema).default([]),
  /** Open as on a Monday, though a weekend (调休). */
  workdays: z.array(dateSchema).default([]),
});
export type Calendar = z.infer<typeof calendarSchema>;
