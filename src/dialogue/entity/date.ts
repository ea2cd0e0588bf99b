import { calendarDay, dayMs, isoDay, todayIn, type NamedDays, type TimeContext } from './calendar.ts';
import { findDays } from './day-phrase.ts';
import type { Found } from './found.ts';

/** Days named one by one, in order: 下周三 as 2026-03-11. */
export function findDates(text: string, context: TimeContext): readonly Found<string>[] {
  return findDays(text, todayIn(context)).flatMap(({ value: { at }, from, to }) =>
    at === null ? [] : [{ value: isoDay(at), from, to }],
  );
}

const link = /^(?:开始|起)?，?(?:到|至|-|~)，?$/;

/** Stretches of days, both ends in them: 下周一到周三 as 2026-03-09/2026-03-11, 这两天, 周末, 下旬. */
export function findDateRanges(text: string, context: TimeContext): readonly Found<string>[] {
  const days = findDays(text, todayIn(context));
  const found: Found<string>[] = [];
  for (let index = 0; index < days.length; index += 1) {
    const [one, next] = days.slice(index, index + 2);
    if (one === undefined) break;
    const isOpening = next !== undefined && link.test(text.slice(one.to, next.from));
    const last = isOpening ? notBefore(one.value, next.value, text.slice(next.from, next.to)) : one.value.last;
    if (isOpening) index += 1;
    if (last !== null && last > one.value.first)
      found.push({
        value: `${isoDay(one.value.first)}/${isoDay(last)}`,
        from: one.from,
        to: isOpening ? next.to : one.to,
      });
  }
  return found;
}

/** In 下周一到周三 the Wednesday is of the same week, in 四月一号到五号 the fifth of the same month. */
function notBefore(opening: NamedDays, closing: NamedDays, words: string): number | null {
  if (closing.last >= opening.first) return closing.last;
  if (/周|星期|礼拜/.test(words))
    return closing.last + Math.ceil((opening.first - closing.last) / (7 * dayMs)) * 7 * dayMs;
  if (!/^[^月]*[号日]$/.test(words)) return null;
  const first = new Date(opening.first);
  const [year, month, dayOfMonth] = [first.getUTCFullYear(), first.getUTCMonth(), new Date(closing.last).getUTCDate()];
  return calendarDay(year, month + (dayOfMonth < first.getUTCDate() ? 1 : 0), dayOfMonth);
}

/** 3月5日, and the year where without it another day would be understood: what `findDates` reads back. */
export function spokenDate(date: string, context: TimeContext): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const short = `${month}月${day}日`;
  return findDates(short, context)[0]?.value === date ? short : `${year}年${short}`;
}

export function spokenDateRange(range: string, context: TimeContext): string {
  const [first = '', last = ''] = range.split('/');
  return `${spokenDate(first, context)}到${spokenDate(last, context)}`;
}
