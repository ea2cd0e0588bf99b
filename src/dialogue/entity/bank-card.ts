import { findDictated } from './dictated-digits.ts';
import type { Found } from './found.ts';

/** 16 to 19 digits of which the last is right (ISO/IEC 7812-1, Luhn). */
export function isBankCard(digits: string): boolean {
  if (!/^[3-69]\d{15,18}$/.test(digits)) return false;
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}

export function findBankCards(text: string): readonly Found<string>[] {
  return findDictated(text, isBankCard);
}

/** No more is said aloud than is printed on a receipt. */
export function spokenBankCard(digits: string): string {
  return `尾号${digits.slice(-4)}`;
}
