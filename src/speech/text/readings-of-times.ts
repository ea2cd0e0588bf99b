import { digitsInChinese, quantityInChinese } from './chinese-numbers.ts';
import { dash, mark, type Reading } from './reading.ts';

const year = (digits: string): string => digitsInChinese(digits, '一');

/** Dates, years, times of day, and spans of them. */
export const readingsOfTimes: readonly Reading[] = [
  {
    pattern: String.raw`(?<dateYear>\d{4})[-/.](?<dateMonth>\d{1,2})[-/.](?<dateDay>\d{1,2})(?!\d)`,
    read: ({ dateYear = '', dateMonth = '', dateDay = '' }) =>
      `${year(dateYear)}年${quantityInChinese(dateMonth)}月${quantityInChinese(dateDay)}日`,
  },
  {
    pattern: String.raw`(?<![\d.])(?<firstYear>[12]\d{3})(?:${dash}|至|到)(?<lastYear>[12]\d{3})年`,
    read: ({ firstYear = '', lastYear = '' }) => `${year(firstYear)}到${year(lastYear)}年`,
  },
  { pattern: String.raw`(?<year>\d{4})年`, read: ({ year: digits = '' }) => `${year(digits)}年` },
  {
    pattern: String.raw`(?<!\d)(?<decade>[0-9]0)(?=年代|后(?:[^续期面来天]|$))`,
    read: ({ decade = '' }) => digitsInChinese(decade, '一'),
  },
  {
    pattern: String.raw`(?<![\d/])(?<month>\d{1,2})/(?<day>\d{1,2})(?=[日号])`,
    read: ({ month = '', day = '' }) => `${quantityInChinese(month)}月${quantityInChinese(day)}`,
  },
  {
    pattern: String.raw`(?<![\d:：])(?<hour>[01]?\d|2[0-4])[:：](?<minute>[0-5]\d)(?:[:：](?<second>[0-5]\d))?(?![\d:：])`,
    read: ({ hour = '', minute = '', second }) => timeOfDay(hour, minute, second),
  },
  mark('untilTime', String.raw`(?<=[:：]\d\d) ?${dash} ?(?=\d{1,2}[:：]\d\d)`, '到'),
  mark('until', String.raw`(?<=\d[年月日号点分秒天岁元万亿块个米%％‰]) ?${dash} ?(?=\d)`, '到'),
];

function timeOfDay(hour: string, minute: string, second: string | undefined): string {
  const hours = `${/^0?2$/.test(hour) ? '两' : quantityInChinese(hour)}点`;
  if (second !== undefined) return `${hours}${quantityInChinese(minute)}分${quantityInChinese(second)}秒`;
  if (minute === '00') return `${hours}整`;
  return `${hours}${minute.startsWith('0') ? '零' : ''}${quantityInChinese(minute)}分`;
}
