/** What words such as 明天 and 下周三 are counted from: the call's start, and the customer's distance from UTC. */
export interface TimeContext {
  readonly nowMs: number;
  readonly utcOffsetMinutes: number;
  /** The time that was understood before: 不对，四点 is of its day, 不对，周五 of its hour. */
  readonly correctedMs?: number | undefined;
}

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/**
 * Days are counted as the midnight of UTC that has their date, in milliseconds: the calendar without zones. This one is today's, where
 * the customer is.
 */
export function todayIn(context: TimeContext): number {
  const localMs = context.nowMs + context.utcOffsetMinutes * minuteMs;
  return Math.floor(localMs / dayMs) * dayMs;
}

/** Milliseconds since that midnight. */
export function timeOfDayIn(context: TimeContext): number {
  return context.nowMs + context.utcOffsetMinutes * minuteMs - todayIn(context);
}

/** Days as somebody named them, from `first` to `last`. */
export interface NamedDays {
  readonly first: number;
  readonly last: number;
  /** The one day that is meant; null where only a stretch is (这两天, 三天以内). */
  readonly at: number | null;
  /** 过两天, 下个月: about then. */
  readonly vague: boolean;
}

/** A day of the plain calendar (`month` from 0, may run over into other years); null where that month has no such day. */
export function calendarDay(year: number, month: number, dayOfMonth: number): number | null {
  const day = Date.UTC(year, month, dayOfMonth);
  return dayOfMonth >= 1 && new Date(day).getUTCDate() === dayOfMonth ? day : null;
}

/** The same day of another month, or its last where it is shorter: one month after January 31 is February 28. */
export function monthsLater(day: number, months: number): number {
  const from = new Date(day);
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  return calendarDay(year, month, from.getUTCDate()) ?? lastOfMonth(year, month);
}

export function firstOfMonth(year: number, month: number): number {
  return Date.UTC(year, month, 1);
}

export function lastOfMonth(year: number, month: number): number {
  return Date.UTC(year, month + 1, 0);
}

/** The Monday of a day's week. */
export function mondayOf(day: number): number {
  // The first of January 1970 was a Thursday.
  return day - ((Math.floor(day / dayMs) + 3) % 7) * dayMs;
}

/** 2026-03-05. */
export function isoDay(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

/** ISO 8601 with the customer's offset: 2026-03-03T15:00:00+08:00. */
export function isoTime(atMs: number, utcOffsetMinutes: number): string {
  const local = new Date(atMs + utcOffsetMinutes * minuteMs).toISOString().slice(0, 19);
  const sign = utcOffsetMinutes < 0 ? '-' : '+';
  const offset = Math.abs(utcOffsetMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${sign}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}
