import { formatChineseNumber } from './chinese-number.ts';
import { findNumbers, type FoundNumber } from './find-numbers.ts';
import type { Found } from './found.ts';

/** Years, months, days, hours and minutes, as they were said: eighteen months are not a year and six. */
type Parts = readonly [years: number, months: number, days: number, hours: number, minutes: number, seconds: number];

interface Unit {
  readonly words: RegExp;
  readonly of: (many: number) => Parts;
}

/** Halves become the next smaller unit: 一年半 is P1Y6M, 两天半 P2DT12H. */
const units: readonly Unit[] = [
  {
    words: /^年(?!的?(?:[一二三四五六七八九十\d]+月|前|底|初|级|纪|轻|代|出|生|人))/,
    of: (many) => [Math.floor(many), Math.round((many % 1) * 12), 0, 0, 0, 0],
  },
  { words: /^个[多来]?月/, of: (many) => [0, Math.floor(many), Math.round((many % 1) * 30), 0, 0, 0] },
  { words: /^(?:周|(?:个[多来]?)?(?:星期|礼拜))/, of: (many) => [0, 0, Math.floor(many * 7), 0, 0, 0] },
  { words: /^天/, of: (many) => [0, 0, Math.floor(many), Math.round((many % 1) * 24), 0, 0] },
  { words: /^(?:个[多来]?)?(?:小时|钟头)/, of: (many) => [0, 0, 0, Math.floor(many), Math.round((many % 1) * 60), 0] },
  { words: /^刻钟/, of: (many) => [0, 0, 0, 0, Math.round(many * 15), 0] },
  { words: /^分钟/, of: (many) => [0, 0, 0, 0, Math.floor(many), Math.round((many % 1) * 60)] },
  { words: /^秒钟?/, of: (many) => [0, 0, 0, 0, 0, Math.round(many)] },
];

interface Piece extends Found<Parts> {
  readonly unit: number;
}

/** 以后 makes it a time, 一次 a frequency, 前 a time that is past. */
const otherwise = /^(?:[以之]?[后前]|内?[一两三]次)/;

/** How long something lasts, as ISO 8601: 一年零三个月 is P1Y3M, 一个半小时 PT1H30M, 两周 P14D. */
export function findDurations(text: string): readonly Found<string>[] {
  const numbers = findNumbers(text);
  const pieces = numbers.flatMap((number, index) => readPiece(text, leastOf(text, numbers[index - 1], number)) ?? []);
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    // The half of 一个半小时 is no duration of its own.
    if (last !== undefined && piece.from < last.to) continue;
    if (last !== undefined && last.unit < piece.unit && /^[零〇又，]?$/.test(text.slice(last.to, piece.from)))
      joined[joined.length - 1] = { ...piece, from: last.from, value: added(last.value, piece.value) };
    else joined.push(piece);
  }
  return joined
    .filter(({ to }) => !otherwise.test(text.slice(to)))
    .map(({ value, from, to }) => ({ value: isoDuration(value), from, to }));
}

/** Of 三到五年 the three is kept, with the unit of the five. */
function leastOf(text: string, low: FoundNumber | undefined, high: FoundNumber): FoundNumber {
  const isRange = low !== undefined && /^(?:到|至|-|~)$/.test(text.slice(low.to, high.from));
  return isRange ? { ...low, to: high.to } : high;
}

function readPiece(text: string, number: FoundNumber): Piece | null {
  const after = text.slice(number.to);
  if (!(number.value > 0) || /[第过每周]$|[上下前后]$(?<!以[上下前后])/.test(text.slice(0, number.from))) return null;
  // 一个半小时: the half stands before the unit.
  const halfBefore = /^个半(?=[小钟月星礼])/.exec(after);
  const rest = halfBefore === null ? after : `个${after.slice(2)}`;
  const unit = units.findIndex(({ words }) => words.test(rest));
  const found = units[unit];
  const words = found?.words.exec(rest)?.[0] ?? '';
  if (found === undefined || (unit === 0 && isCalendarYear(number))) return null;
  const halfAfter = halfBefore === null && /^半(?![天夜年个月小路载])/.test(rest.slice(words.length));
  const length = words.length + (halfBefore === null ? 0 : 1) + (halfAfter ? 1 : 0);
  const many = number.value + (halfBefore !== null || halfAfter ? 0.5 : 0);
  return { value: found.of(many), unit, from: number.from, to: number.to + length };
}

/** 二零二六年 and 八五年 are spelled digit by digit. */
function isCalendarYear({ text, value }: FoundNumber): boolean {
  return value >= 1_000 || (/^[零〇一二三四五六七八九]{2}$/.test(text) && value >= 11);
}

function added(left: Parts, right: Parts): Parts {
  return left.map((value, index) => value + (right[index] ?? 0)) as unknown as Parts;
}

function isoDuration([years, months, days, hours, minutes, seconds]: Parts): string {
  const write = (value: number, unit: string): string => (value === 0 ? '' : `${value}${unit}`);
  const time = write(hours, 'H') + write(minutes, 'M') + write(seconds, 'S');
  return `P${write(years, 'Y')}${write(months, 'M')}${write(days, 'D')}${time === '' ? '' : `T${time}`}`;
}

/** P1Y6M → 一年零六个月, PT1H30M → 一小时三十分钟: what `findDurations` reads back. */
export function spokenDuration(iso: string): string {
  const [, ...parts] = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(iso) ?? [];
  const names = ['年', '个月', '天', '小时', '分钟', '秒'];
  return parts.map((part, index) => (part === undefined ? '' : counted(Number(part)) + (names[index] ?? ''))).join('');
}

function counted(value: number): string {
  return value === 2 ? '两' : formatChineseNumber(value);
}
