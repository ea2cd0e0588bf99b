import { dayMs, isoTime, minuteMs, timeOfDayIn, todayIn, type TimeContext } from './calendar.ts';
import type { ClockTime } from './clock-phrase.ts';
import type { Found } from './found.ts';
import { hourIn, type PartOfDay } from './part-of-day.ts';
import { findTimeWords, spokenTime, type TimeWords } from './time-phrase.ts';

const link = /^(?:开始|起)?，?(?:到|至|-|~)，?$/;
/** Between which a part of the day that was not named begins and ends, in minutes after midnight. */
const waking = { from: 9 * 60, to: 21 * 60 };

/** Minutes after midnight; `to` may run into the next day. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Stretches of one day as two ISO times: 明天下午三点到五点, 下午 as a whole, 三点以后 up to the end of its part of the day. What is over by
 * now is meant of tomorrow, unless a day was named.
 */
export function findTimeRanges(text: string, context: TimeContext): readonly Found<string>[] {
  const phrases = findTimeWords(text, context);
  const found: Found<string>[] = [];
  for (let index = 0; index < phrases.length; index += 1) {
    const [one, next] = phrases.slice(index, index + 2);
    if (one === undefined) break;
    const isOpening = next !== undefined && link.test(text.slice(one.to, next.from));
    if (isOpening) index += 1;
    const open = isOpening ? null : /^(?:[以之](?:后|前)|过?后|前)/.exec(text.slice(one.to));
    const span = isOpening ? between(one.value, next.value) : spanOf(one.value, open?.[0] ?? null);
    const day = dayOf(one.value, span, context);
    const to = isOpening ? next.to : one.to + (open?.[0].length ?? 0);
    if (span !== null && day !== null) found.push({ value: isoRange(day, span, context), from: one.from, to });
  }
  return found;
}

function between(opening: TimeWords, closing: TimeWords): Span | null {
  if (opening.clock === null || closing.clock === null)
    return opening.part && closing.part && { from: opening.part.from, to: closing.part.to };
  if (closing.days !== null && closing.days.first !== opening.days?.first) return null;
  const from = minuteOf(opening.part, opening.clock);
  const to = [closing.part ?? opening.part, null]
    .map((part) => minuteOf(part, closing.clock as ClockTime))
    .flatMap((minute) => [minute, minute + 12 * 60]);
  const end = to.find((minute) => minute > from && minute <= 28 * 60);
  return end === undefined ? null : { from, to: end };
}

function spanOf({ part, clock }: TimeWords, open: string | null): Span | null {
  if (clock === null && part !== null && open?.endsWith('前') === true)
    return waking.from < part.from ? { from: waking.from, to: part.from } : null;
  if (clock === null) return part && { from: part.from, to: part.to };
  if (open === null) return null;
  const at = minuteOf(part, clock);
  const span = open.endsWith('后')
    ? { from: at, to: part?.to ?? waking.to }
    : { from: part?.from ?? waking.from, to: at };
  return span.from < span.to ? span : null;
}

function minuteOf(part: PartOfDay | null, { hour, minute }: ClockTime): number {
  return hourIn(part, hour) * 60 + minute;
}

function dayOf({ days }: TimeWords, span: Span | null, context: TimeContext): number | null {
  if (span === null) return null;
  const today = todayIn(context);
  if (days === null) return span.to * minuteMs <= timeOfDayIn(context) ? today + dayMs : today;
  return days.first === days.last && days.first >= today ? days.first : null;
}

function isoRange(day: number, { from, to }: Span, context: TimeContext): string {
  const iso = (minute: number): string =>
    isoTime(day + (minute - context.utcOffsetMinutes) * minuteMs, context.utcOffsetMinutes);
  return `${iso(from)}/${iso(to)}`;
}

/** 3月5日下午三点到下午五点; of the same day the date is said once. */
export function spokenTimeRange(range: string, utcOffsetMinutes: number): string {
  const [first = '', last = ''] = range.split('/').map((end) => spokenTime(Date.parse(end), utcOffsetMinutes));
  const date = /^.*日/.exec(first)?.[0] ?? '';
  return `${first}到${last.startsWith(date) ? last.slice(date.length) : last}`;
}
