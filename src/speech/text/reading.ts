import { digitsInChinese, quantityInChinese } from './chinese-numbers.ts';

export type ChineseVoice = 'cmn' | 'yue';

/** One kind of writing, and how it is read. Group names are unique in all readings together. */
export interface Reading {
  readonly pattern: string;
  read(groups: Readonly<Record<string, string>>, language: ChineseVoice): string;
}

/** 1,052.50 or 1052.5. */
export const number = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
/** What stands between the ends of a range. */
export const dash = '[-~～—–－]';

/** Phone, card and room numbers: 1 is 幺 in Mandarin; blanks and dashes are breaths. */
export function coded(written: string, language: ChineseVoice): string {
  return digitsInChinese(written.replaceAll(/[ -]+/g, '，'), language === 'cmn' ? '幺' : '一');
}

/** Letters apart and digits one by one: 京A12345, CA1234. */
export function spelled(written: string, language: ChineseVoice): string {
  const parts = written.match(/[A-Za-z]|\d+|[^A-Za-z\d]+/gu) ?? [];
  return parts.map((part) => (/\d/.test(part) ? coded(part, language) : part)).join(' ');
}

const signs: Readonly<Record<string, string>> = { '-': '负', '−': '负', '+': '加', '±': '正负' };

/** A number with its sign; `share`, 百分之 and the like, stands between the two. */
export function signed(sign: string, value: string, share = ''): string {
  return `${signs[sign] ?? ''}${share}${quantityInChinese(value)}`;
}

/** A reading of a mark that is the same whatever it stands in. */
export function mark(name: string, pattern: string, spoken: string): Reading {
  return { pattern: `(?<${name}>${pattern})`, read: () => spoken };
}
