import { findNumbers, makeNumbersPlain } from './chinese-number.ts';

/** What follows a number that counts something other than money. */
const otherMeasure =
  /^(个?(人|月|小时|星期|礼拜|孩子|朋友|半天)|点|号|日|月|年|岁|位|次|天|小时|分|秒|楼|层|口|份|种|款|遍|号线|%|折|成|刻|起|下|些|样|直|般|定|会|边|共)/;

/**
 * Sums of money in a text, in yuan. `bareUnitYuan` is what a number without 万, 块 or 元 counts; null: such numbers are not
 * taken for money.
 */
export function findAmounts(text: string, bareUnitYuan: number | null): readonly number[] {
  const plain = makeNumbersPlain(text);
  const amounts: number[] = [];
  for (const number of findNumbers(plain)) {
    const after = plain.slice(number.end);
    if (/[周期拜第]$/.test(plain.slice(0, number.start))) continue;
    if (/^[wWｗ](?![a-z])/.test(after)) amounts.push(number.value * 10_000);
    else if (/^[kK](?![a-z])/.test(after)) amounts.push(number.value * 1_000);
    else if (/^(块|元|圆|rmb)/i.test(after)) amounts.push(number.value + cents(after));
    else if (/[百千万亿]/.test(number.text) && !otherMeasure.test(after)) amounts.push(number.value);
    else if (bareUnitYuan !== null && !otherMeasure.test(after) && !/^[一半]$/.test(number.text))
      amounts.push(inUnit(number.value, bareUnitYuan));
  }
  return amounts.filter((amount) => amount > 0);
}

/** Three 块 five is 3.5 yuan; whole yuan are kept, so that is 4. */
function cents(after: string): number {
  return after.startsWith('块五') ? 0.5 : 0;
}

/** Where the question counts in 万, somebody who says 500000 has said yuan already. */
function inUnit(value: number, unitYuan: number): number {
  return value >= unitYuan ? value : value * unitYuan;
}

/** Yuan as they are spoken: 500000 → 50万元, 12000 → 1.2万元, 1250 → 1250元. */
export function spokenYuan(yuan: number): string {
  if (yuan >= 100_000_000 && yuan % 1_000_000 === 0) return `${yuan / 100_000_000}亿元`;
  if (yuan >= 10_000 && yuan % 100 === 0) return `${yuan / 10_000}万元`;
  return `${yuan}元`;
}
