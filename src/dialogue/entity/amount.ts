import { parseChineseNumber } from './chinese-number.ts';
import { findNumbers, type FoundNumber } from './find-numbers.ts';
import type { Found } from './found.ts';

/** Money in yuan: what is said at least, and at most where a range was named (三到五万, 三四十万). */
export interface SpokenAmount {
  readonly least: number;
  readonly most: number | null;
}

/** What follows a number that counts something other than money. */
const otherMeasure =
  /^([个位]?(人|月|小时|星期|礼拜|孩子|朋友|半天|百?分?点|半月|半小时)|个(?!亿|w)|点|号|日|月|年|岁|位|次|天|小时|分|秒|楼|层|口|份|种|款|遍|%|折|成|刻|起|下|些|样|直|般|定|会|边|共|平|米|公里|公斤|斤|克|辆|台|套|周|星期|礼拜|:\d)/;
/** What a number follows that is no sum: 周三, 百分之三. */
const notMoney = /[周期拜第之:]$/;
const currency = /^(?:块钱?|元钱?|圆|rmb|人民币)/i;
const link = /^(?:块钱?|元|w|k)?(?:到|至|-|~)[¥￥]?$/i;

/**
 * Sums of money in a text. `bareUnitYuan` is what a number without 万, 块 or 元 counts; null: such numbers are not taken for money.
 */
export function findAmounts(text: string, bareUnitYuan: number | null): readonly Found<SpokenAmount>[] {
  const found: Found<SpokenAmount>[] = [];
  const numbers = findNumbers(text);
  for (let index = 0; index < numbers.length; index += 1) {
    const [number, next] = numbers.slice(index, index + 2);
    if (number === undefined) break;
    // The five of 三块五 has been read.
    if (number.from < (found.at(-1)?.to ?? 0)) continue;
    const range = next === undefined ? null : readRange(text, number, next, bareUnitYuan);
    if (range !== null) index += 1;
    const one = range ?? readSum(text, number, bareUnitYuan);
    if (one !== null && one.value.least > 0) found.push(one);
  }
  return found;
}

/** 三到五万, 三千到五千块, 3w-5w. */
function readRange(
  text: string,
  low: FoundNumber,
  high: FoundNumber,
  bareUnitYuan: number | null,
): Found<SpokenAmount> | null {
  const between = text.slice(low.to, high.from);
  const closing =
    link.test(between) && !notMoney.test(text.slice(0, low.from)) ? readSum(text, high, bareUnitYuan) : null;
  if (closing === null) return null;
  const most = closing.value.least;
  const least = low.value * (unitOf(between, low) ?? unitShared(low, high, most));
  return least < most ? { value: { least, most }, from: low.from, to: closing.to } : null;
}

/** 3w到 and 三万到 say their unit themselves. */
function unitOf(between: string, low: FoundNumber): number | null {
  if (/^w/i.test(between)) return 10_000;
  if (/^k/i.test(between)) return 1_000;
  return /[万亿]/.test(low.text) || /^[块元]/.test(between) ? 1 : null;
}

/** In 三到五万 the 万 is said for both; in 五百到一万 it is not. */
function unitShared(low: FoundNumber, high: FoundNumber, mostYuan: number): number {
  const unit = parseChineseNumber(`一${/[百千万亿]$/.exec(high.text)?.[0] ?? ''}`) ?? 1;
  return low.value < high.value / unit ? (mostYuan / high.value) * unit : 1;
}

function readSum(text: string, number: FoundNumber, bareUnitYuan: number | null): Found<SpokenAmount> | null {
  const before = text.slice(0, number.from);
  const after = text.slice(number.to);
  if (notMoney.test(before) || /[俩仨]/.test(number.text)) return null;
  const sum = (unit: number, length: number, cents = 0): Found<SpokenAmount> => ({
    value: { least: number.value * unit + cents, most: number.upTo === null ? null : number.upTo * unit },
    from: number.from,
    to: number.to + length,
  });
  if (/^w(?![a-z])/i.test(after)) return sum(10_000, 1);
  if (/^k(?![a-z])/i.test(after)) return sum(1_000, 1);
  const jiao = /^块([一二三四五六七八九1-9])毛?(?![0-9十百千万年天个斤节次份人月周张位])/.exec(after);
  if (jiao) return sum(1, jiao[0].length, (parseChineseNumber(jiao[1] ?? '') ?? 0) / 10);
  const named = number.text === '一' && /^块(?!钱)/.test(after) ? null : currency.exec(after);
  if (named) return sum(1, named[0].length);
  if (/[¥￥]$/.test(before)) return sum(1, 0);
  if (otherMeasure.test(after)) return null;
  if (/[百千万亿]/.test(number.text)) return sum(1, 0);
  const plain = !/^[一半]$|^\d{9,}$/.test(number.text);
  return bareUnitYuan !== null && plain ? sum(number.value >= bareUnitYuan ? 1 : bareUnitYuan, 0) : null;
}
