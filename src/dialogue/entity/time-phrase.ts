import { findNumbers, formatChineseNumber, parseChineseNumber } from './chinese-number.ts';

/** A time that somebody named, and how exactly. */
export interface SpokenTime {
  readonly atMs: number;
  readonly precision: 'minute' | 'part' | 'day' | 'vague';
}

export interface TimeContext {
  readonly nowMs: number;
  readonly utcOffsetMinutes: number;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const number = '(?:\\d+|[一二两三四五六七八九十]+)';

/** When a part of the day is named alone, this is when we would call, in minutes after midnight. */
const partsOfDay: readonly { readonly names: RegExp; readonly minute: number; readonly afternoon: boolean }[] = [
  { names: /凌晨|半夜/, minute: 60, afternoon: false },
  { names: /早上|早晨|清早|一早|大早|明早|今早|后早/, minute: 9 * 60, afternoon: false },
  { names: /上午/, minute: 10 * 60, afternoon: false },
  { names: /中午/, minute: 12 * 60 + 30, afternoon: true },
  { names: /下午|午后/, minute: 15 * 60, afternoon: true },
  { names: /傍晚/, minute: 18 * 60, afternoon: true },
  { names: /晚上|夜里|今晚|明晚|后晚|下班/, minute: 19 * 60 + 30, afternoon: true },
];

/** The time a text names (明天下午三点半, 下周三, 半小时以后, 过两天), counted from `context`; null where it names none. */
export function findTime(text: string, context: TimeContext): SpokenTime | null {
  const after = findDelay(text);
  if (after !== null) return { atMs: context.nowMs + after.ms, precision: after.precision };
  const localNowMs = context.nowMs + context.utcOffsetMinutes * minuteMs;
  const midnightMs = Math.floor(localNowMs / dayMs) * dayMs;
  const day = findDay(text, midnightMs);
  const clock = findClock(text, day !== null);
  const part = partsOfDay.find(({ names }) => names.test(text));
  if (day === null && clock === null && part === undefined) return null;
  const vague = day?.vague === true;
  let minute = 10 * 60;
  if (clock !== null) minute = clock;
  else if (part !== undefined) minute = part.minute;
  let localMs = (day?.midnightMs ?? midnightMs) + minute * minuteMs;
  if (day === null && localMs <= localNowMs) localMs += dayMs;
  const precision = clock === null ? (part === undefined ? (vague ? 'vague' : 'day') : 'part') : 'minute';
  return { atMs: localMs - context.utcOffsetMinutes * minuteMs, precision };
}

/** 半小时以后, 过二十分钟, 一会儿. */
function findDelay(text: string): { readonly ms: number; readonly precision: SpokenTime['precision'] } | null {
  if (/半个?(小时|钟头)/.test(text) && !/个半/.test(text)) return { ms: 30 * minuteMs, precision: 'minute' };
  if (/(一)?刻钟/.test(text)) return { ms: 15 * minuteMs, precision: 'minute' };
  const hours = new RegExp(`(${number})(个)?(半)?个?(?:小时|钟头)`).exec(text);
  if (hours) {
    const count = parseChineseNumber(hours[1] ?? '') ?? 1;
    return { ms: count * hourMs + (hours[3] === undefined ? 0 : 30 * minuteMs), precision: 'minute' };
  }
  const minutes = new RegExp(`(${number})来?分钟`).exec(text);
  if (minutes) return { ms: (parseChineseNumber(minutes[1] ?? '') ?? 10) * minuteMs, precision: 'minute' };
  if (/一会|等会|待会|等下|稍后|过会|等一下|晚点|晚一点/.test(text)) return { ms: hourMs, precision: 'vague' };
  return null;
}

interface Day {
  readonly midnightMs: number;
  readonly vague: boolean;
}

function findDay(text: string, todayMs: number): Day | null {
  return findRelativeDay(text, todayMs) ?? findWeekday(text, todayMs) ?? findDate(text, todayMs);
}

const relativeDays: readonly (readonly [RegExp, number, boolean])[] = [
  [/大后天/, 3, false],
  [/后天|后早|后晚/, 2, false],
  [/明天|明儿|明早|明晚|明日/, 1, false],
  [/今天|今儿|今晚|今早|今日/, 0, false],
  [/过几天|过些天|过一阵|改天|改日|回头|以后再说|过段时间/, 3, true],
  [/过两天|过一两天/, 2, true],
  [/下个月(?!.*[号日])/, 30, true],
];

function findRelativeDay(text: string, todayMs: number): Day | null {
  const after = new RegExp(`过(${number})天|(${number})天(?:以|之)?后`).exec(text);
  const vagueTwo = /过两天/.test(text);
  if (after && !vagueTwo) {
    const count = parseChineseNumber(after[1] ?? after[2] ?? '') ?? 1;
    return { midnightMs: todayMs + count * dayMs, vague: false };
  }
  for (const [words, days, vague] of relativeDays) {
    if (words.test(text)) return { midnightMs: todayMs + days * dayMs, vague };
  }
  return null;
}

function findWeekday(text: string, todayMs: number): Day | null {
  // The first of January 1970 was a Thursday; weeks begin on Monday here.
  const weekday = (Math.floor(todayMs / dayMs) + 3) % 7;
  const mondayMs = todayMs - weekday * dayMs;
  const named = /(下下个?|下个?|这个?|本)?(?:周|星期|礼拜)([一二三四五六日天1-7末])/.exec(text);
  if (!named) {
    return /(下个?|下)(周|星期|礼拜)/.test(text) ? { midnightMs: mondayMs + 7 * dayMs, vague: true } : null;
  }
  const name = named[2] ?? '';
  const index = name === '末' ? 5 : ('一二三四五六日'.indexOf(name.replace('天', '日')) + 7) % 7;
  const wanted = /^[1-7]$/.test(name) ? Number(name) - 1 : index;
  const prefix = named[1] ?? '';
  const weeks = prefix.startsWith('下下')
    ? 14
    : prefix.startsWith('下')
      ? 7
      : wanted < weekday && prefix === ''
        ? 7
        : 0;
  return { midnightMs: mondayMs + (weeks + wanted) * dayMs, vague: false };
}

/** 十二月三号, 12月3日, 下个月五号, 五号. */
function findDate(text: string, todayMs: number): Day | null {
  const named = new RegExp(`(?:(${number})月|(下个?月)|(这个?月|本月))?(${number})(?:号|日)`).exec(text);
  if (!named) return null;
  const today = new Date(todayMs);
  const dayOfMonth = parseChineseNumber(named[4] ?? '') ?? 0;
  let year = today.getUTCFullYear();
  let month = named[1] === undefined ? today.getUTCMonth() : (parseChineseNumber(named[1]) ?? 0) - 1;
  if (named[2] !== undefined) month += 1;
  if (dayOfMonth < 1 || dayOfMonth > 31 || month < 0 || month > 12) return null;
  if (Date.UTC(year, month, dayOfMonth) < todayMs) {
    if (named[1] === undefined) month += 1;
    else year += 1;
  }
  const midnightMs = Date.UTC(year, month, dayOfMonth);
  return new Date(midnightMs).getUTCDate() === dayOfMonth ? { midnightMs, vague: false } : null;
}

/** Minutes after midnight of 三点半, 15:20, 下午两点一刻; null where no clock time is named. 快一点 is none. */
function findClock(text: string, dayNamed: boolean): number | null {
  const colon = /(\d{1,2}):(\d{2})/.exec(text);
  const spoken = new RegExp(`(${number}|零)点(?:钟|整)?(?:(半)|([一三])刻|(?:零|过)?(${number})分?)?`).exec(text);
  let hour: number;
  let minute = 0;
  if (colon) {
    hour = Number(colon[1]);
    minute = Number(colon[2]);
  } else if (spoken) {
    if (!isClock(spoken, text, dayNamed)) return null;
    hour = parseChineseNumber(spoken[1] ?? '') ?? 99;
    minute = minuteOf(spoken);
  } else return null;
  if (hour > 24 || minute > 59) return null;
  return (toDayHour(hour, text) % 24) * 60 + minute;
}

/** 一点 alone mostly means "a little" (便宜一点, 快一点); with a part of the day, 半, 钟 or as the whole answer it is an hour. */
function isClock(spoken: RegExpExecArray, text: string, dayNamed: boolean): boolean {
  if (spoken[1] !== '一') return true;
  return (
    dayNamed ||
    /点[钟整半]|点.刻/.test(text) ||
    partsOfDay.some(({ names }) => names.test(text)) ||
    text.startsWith('一点')
  );
}

function minuteOf(spoken: RegExpExecArray): number {
  if (spoken[2] !== undefined) return 30;
  if (spoken[3] !== undefined) return spoken[3] === '三' ? 45 : 15;
  return spoken[4] === undefined ? 0 : (findNumbers(spoken[4])[0]?.value ?? 0);
}

/** 三点 is three in the afternoon to somebody who is asked when to be called. */
function toDayHour(hour: number, text: string): number {
  const part = partsOfDay.find(({ names }) => names.test(text));
  if (part !== undefined) return part.afternoon && hour < 12 && !(part.minute === 750 && hour >= 10) ? hour + 12 : hour;
  return hour >= 1 && hour <= 7 ? hour + 12 : hour;
}

/** ISO 8601 with the callee's offset, to the minute's second: 2026-03-03T15:00:00+08:00. */
export function isoTime(atMs: number, utcOffsetMinutes: number): string {
  const local = new Date(atMs + utcOffsetMinutes * minuteMs).toISOString().slice(0, 19);
  const sign = utcOffsetMinutes < 0 ? '-' : '+';
  const offset = Math.abs(utcOffsetMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${sign}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}

/** 11月23日下午三点半, for the robot to say; counted from the same context, `findTime` reads the same minute back. */
export function spokenTime(atMs: number, utcOffsetMinutes: number): string {
  const local = new Date(atMs + utcOffsetMinutes * minuteMs);
  const hour = local.getUTCHours();
  const minute = local.getUTCMinutes();
  const part = hour < 6 ? '凌晨' : hour < 12 ? '上午' : hour === 12 ? '中午' : hour < 18 ? '下午' : '晚上';
  const clock = formatChineseNumber(hour > 12 ? hour - 12 : hour).replace(/^二$/, '两');
  const past = minute === 0 ? '' : minute === 30 ? '半' : `${minute < 10 ? '零' : ''}${formatChineseNumber(minute)}分`;
  return `${local.getUTCMonth() + 1}月${local.getUTCDate()}日${part}${clock}点${past}`;
}
