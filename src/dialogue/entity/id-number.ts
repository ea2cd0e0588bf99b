import { findDictated } from './dictated-digits.ts';
import type { Found } from './found.ts';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checks = '10X98765432';

/** Is it a resident's identity number (GB 11643): a day of birth that exists, and the check character that its digits give? */
export function isIdNumber(text: string): boolean {
  if (!/^[1-8]\d{16}[\dX]$/.test(text)) return false;
  const [year, month, day] = [text.slice(6, 10), text.slice(10, 12), text.slice(12, 14)].map(Number);
  const born = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  if (born.getUTCMonth() + 1 !== month || born.getUTCDate() !== day || Number(year) < 1900) return false;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return checks[sum % 11] === text[17];
}

/** Identity numbers as they are dictated: in groups, with 幺, and X for the last place (叉, 艾克斯). */
export function findIdNumbers(text: string): readonly Found<string>[] {
  return findDictated(text, isIdNumber, true);
}

/** In groups as they stand on the card: 110105，1949，1231，002X. */
export function spokenIdNumber(value: string): string {
  return [value.slice(0, 6), value.slice(6, 10), value.slice(10, 14), value.slice(14)].join('，');
}
