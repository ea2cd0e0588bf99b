import { calendarDay, dayMs, firstOfMonth, lastOfMonth, mondayOf, monthsLater, type NamedDays } from './calendar.ts';
import { countIn } from './find-numbers.ts';
import { findAll, withoutOverlaps, type Found } from './found.ts';
import { findHolidays } from './holiday.ts';

const count = '(?:\\d{1,3}|[一二两三四五六七八九十百]{1,4})';
const later = '(?:[以之]?后)';
const within = '(?:[以之]内|内|里)';
const week = '(?:周|星期|礼拜)';

export function findDays(text: string, today: number): readonly Found<NamedDays>[] {
  return withoutOverlaps(
    [relativeDays, daysAfter, stretches, weekdays, weeks, dates, months]
      .flatMap((find) => find(text, today))
      .concat(findHolidays(text, today)),
  );
}

type Finder = (text: string, today: number) => readonly Found<NamedDays>[];

function oneDay(at: number, vague = false): NamedDays {
  return { first: at, last: at, at, vague };
}

const namedDays: readonly (readonly [RegExp, number])[] = [
  [/大前天/g, -3],
  [/前天|前晚/g, -2],
  [/昨天|昨儿|昨日|昨(?=[早晚])/g, -1],
  [/今天|今儿|今日|今(?=[早晚])/g, 0],
  [/明天|明儿|明日|(?<!说)明(?=[早晚])/g, 1],
  [/(?<!今)后天|后儿|(?<!然)后(?=[早晚](?:上|$|，))/g, 2],
  [/大后天/g, 3],
];
const sometime = /过几天|过些天|过些日子|过一?阵子?|改天|改日|回头(?!客|率|路)|以后再说|过段时间/g;

const relativeDays: Finder = (text, today) => [
  ...namedDays.flatMap(([words, days]) => findAll(text, words, () => oneDay(today + days * dayMs))),
  ...findAll(text, sometime, () => oneDay(today + 3 * dayMs, true)),
  ...findAll(text, /(?<!超)过一?两天/g, () => oneDay(today + 2 * dayMs, true)),
];

const unitsAfter: readonly (readonly [RegExp, (many: number, today: number) => number])[] = (
  [
    ['天', (many, today) => today + many * dayMs],
    [`个?${week}`, (many, today) => today + 7 * many * dayMs],
    ['个月', (many, today) => (many < 1 ? today + 15 * dayMs : monthsLater(today, many))],
    ['年', (many, today) => monthsLater(today, Math.round(12 * many))],
  ] satisfies readonly (readonly [string, (many: number, today: number) => number])[]
).map(([unit, day]) => {
  const after = `(?<!超)再?过(?!一?两天)(${count}|半)[多来几]?${unit}${later}?`;
  return [new RegExp(`${after}|(?<![第0-9])(${count}|半)[多来几]?${unit}${later}`, 'g'), day];
});

/** 三天后, 过一周, 两个月以后, 半年后. */
const daysAfter: Finder = (text, today) =>
  unitsAfter.flatMap(([words, day]) =>
    findAll(text, words, ([, after, before]) => {
      const many = countIn(after ?? before ?? '');
      return many === null || many > 400 ? null : oneDay(day(many, today));
    }),
  );

const daysWithin = new RegExp(`(${count})天(?:${within})|(?:未来|接下来|今后)(${count})天`, 'g');
const weeksWithin = new RegExp(`(${count})个?${week}(?:${within})|(?:未来|接下来)(${count})个?${week}`, 'g');

/** 这两天, 三天以内, 今明两天: days of which none is meant more than another. */
const stretches: Finder = (text, today) => {
  const stretch = (first: number, last: number): NamedDays => ({
    first: today + first * dayMs,
    last: today + last * dayMs,
    at: null,
    vague: false,
  });
  const next = (many: string | undefined, days: number): NamedDays | null => {
    const read = countIn(many ?? '');
    return read === null || read * days > 400 ? null : stretch(0, read * days);
  };
  return [
    ...findAll(text, /这一?两天|近两天/g, () => stretch(0, 1)),
    ...findAll(text, /[这近]几天|近期|最近(?=[有能可])/g, () => stretch(0, 2)),
    ...findAll(text, /今明两?天|今天明天/g, () => stretch(0, 1)),
    ...findAll(text, /明后两?天|明天后天/g, () => stretch(1, 2)),
    ...findAll(text, daysWithin, ([, many, coming]) => next(many ?? coming, 1)),
    ...findAll(text, weeksWithin, ([, many, coming]) => next(many ?? coming, 7)),
  ];
};

const weekdayWords = new RegExp(
  `(?<![一两三四五几\\d每])(下下个?|下个?|这个?|本|上上个?|上个?)?${week}([一二三四五六日天末1-7])(?![个年\\d])`,
  'g',
);

/** 周三, 下周三, 上个星期五, 周末. Without a prefix it is the next one, today included. */
const weekdays: Finder = (text, today) => {
  return findAll(text, weekdayWords, ([, prefix = '', name = '']) => {
    const monday = mondayOf(today);
    const index =
      name === '末' ? 5 : /\d/.test(name) ? Number(name) - 1 : '一二三四五六日'.indexOf(name.replace('天', '日'));
    const weekend = name === '末' ? dayMs : 0;
    const named = monday + (7 * weeksOf(prefix) + index) * dayMs;
    const first = prefix === '' && named + weekend < today ? named + 7 * dayMs : named;
    return { ...oneDay(first), last: first + weekend };
  });
};

function weeksOf(prefix: string): number {
  const steps = prefix.match(/[下上]/g) ?? [];
  return steps.reduce((sum, step) => sum + (step === '下' ? 1 : -1), 0);
}

const weekWords = new RegExp(`(下下个?|下个?|这个?|本|上个?)${week}(?![一二三四五六日天末1-7])`, 'g');

/** 下周, 这个星期 as a whole. */
const weeks: Finder = (text, today) => {
  return findAll(text, weekWords, ([, prefix = '']) => {
    const monday = mondayOf(today) + 7 * weeksOf(prefix) * dayMs;
    const first = weeksOf(prefix) === 0 ? today : monday;
    return { first, last: monday + 6 * dayMs, at: weeksOf(prefix) === 0 ? null : first, vague: true };
  });
};

const numbered = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})';
const notADay = '(?![人线楼店窗车桌门房码柜院台函位])';

const yearWords = '(?:(\\d{4}|[一二][零〇九][零〇一二三四五六七八九]{2}|今|明|去|后)年的?)?';
const monthWords = `(?:(?:(${numbered})月份?|(下个?月)|(这个?月|本月)|(上个?月))的?)?`;
const spokenDates = new RegExp(
  `(?<![腊正]月|[农阴]历|[第零〇一二三四五六七八九十\\d信几])${yearWords}${monthWords}(${numbered})(?:[号日]${notADay}|(?=(?:到|至|-|~)${numbered}[号日])|(?<=月${numbered})(?=$|，|上午|下午|早上|晚上))`,
  'g',
);

/** 十二月三号, 2026年3月5日, 下个月五号, 五号, 2026-03-05. */
const dates: Finder = (text, today) => {
  return [
    ...findAll(text, spokenDates, (match) => dateOf(match, today)),
    ...findAll(text, /(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/g, ([, y, m, d]) => {
      const day = Number(m) > 12 ? null : calendarDay(Number(y), Number(m) - 1, Number(d));
      return day === null ? null : oneDay(day);
    }),
  ];
};

function dateOf([, yearSaid, month, next, , past, day]: RegExpExecArray, today: number): NamedDays | null {
  const now = new Date(today);
  const thisYear = now.getUTCFullYear();
  const dayOfMonth = countIn(day ?? '') ?? 0;
  const monthIndex =
    month === undefined
      ? now.getUTCMonth() + (next === undefined ? 0 : 1) - (past === undefined ? 0 : 1)
      : (countIn(month) ?? 0) - 1;
  if ((month !== undefined && (monthIndex < 0 || monthIndex > 11)) || dayOfMonth > 31) return null;
  if (yearSaid !== undefined && month === undefined) return null;
  const at = calendarDay(yearSaid === undefined ? thisYear : yearOf(yearSaid, thisYear), monthIndex, dayOfMonth);
  if (yearSaid !== undefined || past !== undefined) return at === null ? null : oneDay(at);
  // What lies behind us is meant of the next month, or of next year.
  const passed = Date.UTC(thisYear, monthIndex, dayOfMonth) < today;
  const coming = !passed
    ? at
    : month === undefined
      ? calendarDay(thisYear, monthIndex + 1, dayOfMonth)
      : calendarDay(thisYear + 1, monthIndex, dayOfMonth);
  return coming === null ? null : oneDay(coming);
}

function yearOf(said: string, thisYear: number): number {
  const named = { 今: 0, 明: 1, 后: 2, 去: -1 }[said];
  return named === undefined ? (countIn(said) ?? thisYear) : thisYear + named;
}

const thirdWords = new RegExp(
  `(?:([下上]个?月|这个?月|本月)|(?<![腊正])(${numbered})月份?)?的?((?<=月)[初中底末](?!的?[一二三])|月[初中底末](?!的?[一二三])|上旬|中旬|下旬)`,
  'g',
);

/** 月底, 四月初, 下个月初, 这个月中旬, 年底, 下个月. */
const months: Finder = (text, today) => {
  const now = new Date(today);
  const year = now.getUTCFullYear();
  const thisMonth = now.getUTCMonth();
  return [
    ...findAll(text, thirdWords, ([, which, named, third = '']) => {
      if (which?.startsWith('上') === true) return thirdOf(year, thisMonth - 1, third, -Infinity);
      if (named === undefined)
        return thirdOf(year, thisMonth + (which?.startsWith('下') === true ? 1 : 0), third, today);
      const month = (countIn(named) ?? 0) - 1;
      return month < 0 || month > 11 ? null : thirdOf(year, month, third, today, 12);
    }),
    ...findAll(text, /(明年|今年)?年?[底末](?<=年[底末])/g, ([, which]) => {
      const last = lastOfMonth(year + (which === '明年' ? 1 : 0), 11);
      return { first: last - 30 * dayMs, last, at: last, vague: true };
    }),
    ...findAll(text, /下个?月(?![初中底末上下])/g, () => {
      return {
        first: firstOfMonth(year, thisMonth + 1),
        last: lastOfMonth(year, thisMonth + 1),
        at: today + 30 * dayMs,
        vague: true,
      };
    }),
    ...findAll(text, /(?:这个?月|本月)(?![初中底末上下])/g, () => ({
      first: today,
      last: lastOfMonth(year, thisMonth),
      at: null,
      vague: true,
    })),
  ];
};

/** One that is over is meant of `again` months later. */
function thirdOf(year: number, month: number, third: string, today: number, again = 1): NamedDays {
  const day = (ofMonth: number, from = month): number => Date.UTC(year, from, ofMonth);
  const last = lastOfMonth(year, month);
  const spans = {
    early: [day(1), day(10), day(1)],
    middle: [day(11), day(20), day(15)],
    late: [day(21), last, last],
  } as const;
  const [from, to, at] = /[初上]/.test(third) ? spans.early : /中/.test(third) ? spans.middle : spans.late;
  return to < today ? thirdOf(year, month + again, third, today, again) : { first: from, last: to, at, vague: true };
}
