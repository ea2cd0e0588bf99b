import { dayMs, hourMs, minuteMs, timeOfDayIn, todayIn, type NamedDays, type TimeContext } from './calendar.ts';
import { formatChineseNumber } from './chinese-number.ts';
import { findClocks, type ClockTime } from './clock-phrase.ts';
import { findDays } from './day-phrase.ts';
import { findDelays } from './delay-phrase.ts';
import { withoutOverlaps, type Found } from './found.ts';
import { meantOf } from './meant.ts';
import { findPartsOfDay, hourIn, type PartOfDay } from './part-of-day.ts';

/** A time that somebody named, and how exactly. */
export interface SpokenTime {
  readonly atMs: number;
  readonly precision: 'minute' | 'part' | 'day' | 'vague';
}

/** What was said together about one time: 下周三, 下午, 三点半. */
export interface TimeWords {
  readonly days: NamedDays | null;
  readonly part: PartOfDay | null;
  readonly clock: ClockTime | null;
}

type Word = { readonly days: NamedDays } | { readonly part: PartOfDay } | { readonly clock: ClockTime };

/** What may stand between words about one time: 明天你打给我吧，下午三点. */
const farthest = 8;
const apart = /[到至或~-]|不对|不是|还是|要么|没空|没时间|不行|有事/;

/** The times a text speaks of, each with all that was said about it. */
export function findTimeWords(text: string, context: TimeContext): readonly Found<TimeWords>[] {
  const words: readonly Found<Word>[] = withoutOverlaps([
    ...findDays(text, todayIn(context)).map((found) => ({ ...found, value: { days: found.value } })),
    ...findClocks(text).map((found) => ({ ...found, value: { clock: found.value } })),
    ...findPartsOfDay(text).map((found) => ({ ...found, value: { part: found.value } })),
  ]);
  const phrases: Found<TimeWords>[] = [];
  for (const word of words) {
    const last = phrases.at(-1);
    if (last !== undefined && belongs(last, word, text.slice(last.to, word.from)))
      phrases[phrases.length - 1] = { value: { ...last.value, ...word.value }, from: last.from, to: word.to };
    else
      phrases.push({ ...word, value: { days: refusedDays(last, text, word), part: null, clock: null, ...word.value } });
  }
  return phrases.filter(
    ({ value: { days, part, clock } }) => days !== null || part !== null || clock?.doubtful === false,
  );
}

/** 明天上午不行，下午可以: the part is refused, the day is still meant. */
function refusedDays(last: Found<TimeWords> | undefined, text: string, word: Found<Word>): NamedDays | null {
  if (last === undefined || (last.value.part === null && last.value.clock === null)) return null;
  return /^[^，]{0,4}(?:不行|没空|没时间|有事|不方便)[^，]*，?$/.test(text.slice(last.to, word.from))
    ? last.value.days
    : null;
}

function belongs(phrase: Found<TimeWords>, word: Found<Word>, between: string): boolean {
  if (apart.test(between)) return false;
  const { days, part, clock } = phrase.value;
  if ('days' in word.value) return days === null && between.length <= 2;
  if ('part' in word.value) return part === null && between.length <= (clock === null ? farthest : 1);
  return clock === null && between.length <= farthest;
}

/**
 * Times to come, counted from `context`. `bareDelays`: 半小时 alone is half an hour from now, and 一会儿 an hour; else only what says so
 * (过半小时).
 */
export function findTimes(text: string, context: TimeContext, bareDelays: boolean): readonly Found<SpokenTime>[] {
  const delays = findDelays(text)
    .filter(({ value }) => bareDelays || value.explicit)
    .map(({ value: { ms, vague }, from, to }): Found<SpokenTime> => {
      return { value: { atMs: context.nowMs + ms, precision: vague ? 'vague' : 'minute' }, from, to };
    });
  const named = findTimeWords(text, context).flatMap(({ value, from, to }) => {
    const time = timeOf(value, context);
    return time === null ? [] : [{ value: time, from, to }];
  });
  return withoutOverlaps([...delays, ...named]);
}

const exactness: readonly SpokenTime['precision'][] = ['vague', 'day', 'part', 'minute'];

/** The time a text names (明天下午三点半, 下周三, 半小时以后, 过两天), counted from `context`; null where it names none. */
export function findTime(text: string, context: TimeContext): SpokenTime | null {
  const found = findTimes(text, context, true);
  return meantOf(text, found, ({ value }) => exactness.indexOf(value.precision))?.value ?? null;
}

function timeOf({ days, part, clock }: TimeWords, context: TimeContext): SpokenTime | null {
  const today = todayIn(context);
  const exact = clock !== null || part !== null;
  if (days !== null && (days.last < today || (days.at === null && !exact))) return null;
  const corrected = context.correctedMs === undefined ? null : { ...context, nowMs: context.correctedMs };
  const usualDay = corrected === null ? today : todayIn(corrected);
  const usualMinute = corrected === null || days === null ? 10 * 60 : timeOfDayIn(corrected) / minuteMs;
  const day = days === null ? usualDay : (days.at ?? days.first);
  const minute = clock === null ? (part?.callAt ?? usualMinute) : hourIn(part, clock.hour) * 60 + clock.minute;
  const sinceTodayMs = day - today + minute * minuteMs;
  const atMs =
    context.nowMs - timeOfDayIn(context) + afterNow(sinceTodayMs, { days, part, clock }, timeOfDayIn(context));
  return {
    atMs,
    precision: clock !== null ? 'minute' : part !== null ? 'part' : days?.vague === true ? 'vague' : 'day',
  };
}

/** What would lie behind us is meant of tomorrow; with 今天, of this evening or of the next hour. */
function afterNow(sinceTodayMs: number, { days, part, clock }: TimeWords, nowMs: number): number {
  if (sinceTodayMs > nowMs || sinceTodayMs < 0) return sinceTodayMs;
  if (days === null) return sinceTodayMs + dayMs;
  if (clock === null) return nowMs + hourMs;
  const evening = sinceTodayMs + 12 * hourMs;
  return part === null && clock.hour < 12 && evening > nowMs ? evening : sinceTodayMs;
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
