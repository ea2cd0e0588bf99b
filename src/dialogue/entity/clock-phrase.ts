import { parseChineseNumber } from './chinese-number.ts';
import { countIn } from './find-numbers.ts';
import { findAll, withoutOverlaps, type Found } from './found.ts';

/** A time on the clock as it was said: `hour` 0 to 24 before the part of the day is known. */
export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  /** A lone 一点, which mostly means "a little": an hour only where a day or a part of the day stands before it. */
  readonly doubtful: boolean;
}

const number = '(?:\\d{1,2}|[一二两三四五六七八九十]{1,3})';
/** 周三三点 is three o'clock on Wednesday. */
const notAfter = '(?<!周|星期|礼拜|[百千万]分之|[第.\\d]|(?<!周|星期|礼拜)[零〇一二三四五六七八九十百])';
/** 两点建议 counts suggestions, 三点五万 money, 三点水 strokes. */
const notBefore =
  '(?!意见|建议|要求|原因|问题|疑问|想法|好处|说明|内容|区别|水|[零一二三四五六七八九0-9]*[万千百亿%折倍块元度个])';
/** 早一点 before, 一点都不 after. */
const aLittle = /^(也|都不|都没|儿|点|不|没|小|时间|用|事)/;
const little = /[早晚快慢宜大小高低有差贵长短近远久多少好轻重]$/;

const spoken = new RegExp(
  `${notAfter}(零|${number})点${notBefore}(?:钟|整)?(?:(半)|([一三两])刻|[零〇过]?(${number})分|[零〇过]([一二三四五六七八九\\d])|(\\d{2}|[二三四五]?十[一二三四五六七八九]?))?(?![零〇一二三四五六七八九\\d点])`,
  'g',
);
const short = new RegExp(`差(一刻|(${number})分)钟?(?:到)?(${number})点`, 'g');
/** 三到五点 names two hours; this is the first. */
const opening = new RegExp(`${notAfter}(${number})(?=(?:到|至|-|~)${number}点${notBefore})`, 'g');

/** 三点半, 15:20, 两点一刻, 差五分九点. */
export function findClocks(text: string): readonly Found<ClockTime>[] {
  return withoutOverlaps([
    ...findAll(text, /(?<![\d:])(\d{1,2}):(\d{2})(?!\d)/g, ([, hour, minute]) => clock(Number(hour), Number(minute))),
    ...findAll(text, short, ([, words, minutes, hour]) => before(read(hour), words === '一刻' ? 15 : read(minutes))),
    ...findAll(text, opening, ([, hour]) => clock(read(hour), 0)),
    ...findAll(text, spoken, (match) => spokenClock(match, text)),
  ]);
}

const quarterMinutes: Readonly<Record<string, number>> = { 一: 15, 两: 30, 三: 45 };

function spokenClock(match: RegExpExecArray, text: string): ClockTime | null {
  const [words, hour, half, quarters, ...minutes] = match;
  const preceding = text.slice(0, match.index);
  const lone = words === '一点';
  if (lone && (little.test(preceding) || aLittle.test(text.slice(match.index + 2)))) return null;
  const minute = half === undefined ? (quarterMinutes[quarters ?? ''] ?? read(minutes.find(Boolean) ?? '零')) : 30;
  return clock(hour === '零' ? 0 : read(hour), minute, lone && preceding !== '' && !/[到至]$/.test(preceding));
}

function before(hour: number, minutes: number): ClockTime | null {
  return hour === 0 ? null : clock(hour - 1, 60 - minutes);
}

function clock(hour: number, minute: number, doubtful = false): ClockTime | null {
  return hour <= 24 && minute <= 59 ? { hour, minute, doubtful } : null;
}

/** 三四点 is three: the least. */
function read(words: string | undefined): number {
  return countIn(words ?? '') ?? parseChineseNumber(words ?? '') ?? 99;
}
