import type { Calendar } from '../../contract/calendar.ts';
import { localTime } from '../../foundation/zoned-time.ts';

export type CalendarState = 'open' | 'closed' | 'holiday';

const monday = 1;

/** What a calendar says of a moment. A day that is both a holiday and a workday is worked. */
export function calendarSays(calendar: Calendar, epochMs: number): CalendarState {
  const { date, weekday, minuteOfDay } = localTime(epochMs, calendar.timeZone);
  const worked = calendar.workdays.includes(date);
  if (!worked && calendar.holidays.includes(date)) return 'holiday';
  const day = worked ? monday : weekday;
  const open = calendar.open.some(
    ({ from, to, days }) =>
      (days === undefined || days.includes(day)) && minuteOf(from) <= minuteOfDay && minuteOfDay < minuteOf(to),
  );
  return open ? 'open' : 'closed';
}

function minuteOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3));
}
