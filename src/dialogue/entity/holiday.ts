import { dayMs, type NamedDays } from './calendar.ts';
import { findAll, type Found } from './found.ts';

/** Holidays of the solar calendar: words, month from 1, first day, number of days. Those of the moon need tables that change. */
const holidays: readonly (readonly [RegExp, number, number, number])[] = [
  [/元旦节?/g, 1, 1, 1],
  [/情人节/g, 2, 14, 1],
  [/(?:三八)?妇女节|三八节/g, 3, 8, 1],
  [/劳动节|(?<![百千万十])五一(?:劳动节|假期|期间|放假|长假|小长假|节)?(?![零〇二三四五六七八九十\d个万])/g, 5, 1, 5],
  [/(?:六一)?儿童节|(?<![百千万十])六一(?![零〇一二三四五六七八九十\d个万])/g, 6, 1, 1],
  [/国庆节?(?:期间|长假|假期)?|十一(?=假期|期间|长假|黄金周|放假)/g, 10, 1, 7],
  [/双十一/g, 11, 11, 1],
  [/双十二/g, 12, 12, 1],
  [/圣诞节?/g, 12, 25, 1],
];

/** Each in this year, or in the next where it is over; 去年 is the last. */
export function findHolidays(text: string, today: number): readonly Found<NamedDays>[] {
  return holidays.flatMap(([words, month, dayOfMonth, days]) =>
    findAll(text, words, ({ index }) => {
      const year = new Date(today).getUTCFullYear();
      const past = /去年的?$/.test(text.slice(0, index));
      const span = (days - 1) * dayMs;
      const soon = Date.UTC(year, month - 1, dayOfMonth);
      const first = past
        ? Date.UTC(year - 1, month - 1, dayOfMonth)
        : soon + span < today
          ? Date.UTC(year + 1, month - 1, dayOfMonth)
          : soon;
      return { first, last: first + span, at: first, vague: false };
    }),
  );
}
