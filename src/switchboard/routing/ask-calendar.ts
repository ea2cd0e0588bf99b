import type { NamedCalendar } from '../../contract/route-settings.ts';
import { localTime } from '../../foundation/zoned-time.ts';
import { calendarSays, type CalendarState } from '../ivr/calendar-says.ts';
import { chineseDay } from './chinese-day.ts';

export interface CalendarAnswer {
  readonly says: CalendarState;
  /** `2026-10-01 10:30 in Asia/Shanghai: 国庆节`. */
  readonly because: string;
}

/** What a calendar says of a moment, and why. Dates it gives itself win over the holidays it follows. */
export function askCalendar(calendar: NamedCalendar, epochMs: number): CalendarAnswer {
  const { date, minuteOfDay } = localTime(epochMs, calendar.timeZone);
  const given = calendar.holidays.includes(date) || calendar.workdays.includes(date);
  const day = given || calendar.follow === 'none' ? null : chineseDay(date);
  const says = calendarSays(
    {
      ...calendar,
      holidays: day?.kind === 'holiday' ? [...calendar.holidays, date] : calendar.holidays,
      workdays: day?.kind === 'made-up' ? [...calendar.workdays, date] : calendar.workdays,
    },
    epochMs,
  );
  const special = day && day.kind !== 'usual' ? `, ${day.name}${day.kind === 'made-up' ? '调休' : ''}` : '';
  const time = `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
  return { says, because: `${date} ${time} in ${calendar.timeZone}${special}` };
}
