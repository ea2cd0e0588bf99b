import { digitsInChinese, quantityInChinese } from './chinese-numbers.ts';

/** A stretch of the text as it is to be spoken, with where it stood in what was written. */
export interface SpokenPiece {
  readonly spoken: string;
  readonly sourceStart: number;
  readonly sourceEnd: number;
}

interface Reading {
  readonly pattern: string;
  read(groups: Readonly<Record<string, string>>, language: 'cmn' | 'yue'): string;
}

const one = (language: 'cmn' | 'yue'): '幺' | '一' => (language === 'cmn' ? '幺' : '一');
const year = (digits: string): string => `${digitsInChinese(digits, '一')}年`;
const number = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const unitNames: Readonly<Record<string, string>> = {
  kg: '公斤',
  km: '公里',
  cm: '厘米',
  mm: '毫米',
  ml: '毫升',
  m: '米',
  g: '克',
  '㎡': '平方米',
  'm²': '平方米',
  '℃': '摄氏度',
  GB: 'G',
};

/** First that fits wins, so what is particular stands before what is general. Group names are unique in all. */
const readings: readonly Reading[] = [
  {
    pattern: String.raw`(?<dateYear>\d{4})[-/.](?<dateMonth>\d{1,2})[-/.](?<dateDay>\d{1,2})(?!\d)`,
    read: ({ dateYear = '', dateMonth = '', dateDay = '' }) =>
      `${year(dateYear)}${quantityInChinese(dateMonth)}月${quantityInChinese(dateDay)}日`,
  },
  { pattern: String.raw`(?<year>\d{4})年`, read: (groups) => year(groups['year'] ?? '') },
  {
    pattern: String.raw`(?<![\d:])(?<hour>\d{1,2}):(?<minute>[0-5]\d)(?![\d:])`,
    read: ({ hour = '', minute = '' }) => timeOfDay(hour, minute),
  },
  { pattern: `(?<percent>${number})[%％]`, read: ({ percent = '' }) => `百分之${quantityInChinese(percent)}` },
  {
    pattern: String.raw`(?<=(?:电话|号码|尾号|工号|编号|单号|卡号|验证码|密码|热线|客服|手机|拨打|按)[是为：: ]{0,2})(?<coded>\d[\d -]*\d|\d)(?![\d.,]*\d|[元万亿块个])`,
    read: ({ coded = '' }, language) => digitsInChinese(coded.replaceAll(/[ -]+/g, '，'), one(language)),
  },
  {
    pattern: String.raw`(?<![\d.])(?<phone>1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-\d{7,8}|[48]00-?\d{3}-?\d{4}|95\d{3}|100\d\d|12\d{3})(?![\d.,]*\d|[元万亿块个])`,
    read: ({ phone = '' }, language) => digitsInChinese(phone.replaceAll(/[ -]+/g, '，'), one(language)),
  },
  {
    pattern: String.raw`(?<serial>\d{9,})(?![\d.]|[元万亿块个])`,
    read: ({ serial = '' }, language) => digitsInChinese(serial, one(language)),
  },
  { pattern: `[¥￥](?<yuan>${number})元?`, read: ({ yuan = '' }) => `${quantityInChinese(yuan)}元` },
  {
    pattern: `(?<from>${number})[-~～至](?<to>${number})(?<rangePercent>[%％]?)`,
    read: ({ from = '', to = '', rangePercent = '' }) =>
      `${rangePercent === '' ? '' : '百分之'}${quantityInChinese(from)}到${quantityInChinese(to)}`,
  },
  {
    pattern: `(?<measured>${number}) ?(?<unit>kg|km|cm|mm|ml|m²|㎡|℃|GB|m|g)(?![A-Za-z])`,
    read: ({ measured = '', unit = '' }) => `${quantityInChinese(measured)}${unitNames[unit] ?? unit}`,
  },
  { pattern: String.raw`(?<![\d.])2(?=[个位名天年次元块种份张条家人周倍分]|小时)`, read: () => '两' },
  {
    pattern: String.raw`(?<=^|[^\p{L}\p{N}])-(?<negative>${number})`,
    read: ({ negative = '' }) => `负${quantityInChinese(negative)}`,
  },
  { pattern: `(?<quantity>${number})`, read: ({ quantity = '' }) => quantityInChinese(quantity) },
  {
    pattern: String.raw`(?<![A-Za-z])(?<letters>[A-Z]{2,5})(?![A-Za-z])`,
    read: ({ letters = '' }) => ` ${Array.from(letters).join(' ')} `,
  },
];

const chinese = new RegExp(readings.map(({ pattern }, index) => `(?<r${index}>${pattern})`).join('|'), 'gu');

function timeOfDay(hour: string, minute: string): string {
  const hours = `${hour === '2' || hour === '02' ? '两' : quantityInChinese(hour)}点`;
  if (minute === '00') return `${hours}整`;
  return `${hours}${minute.startsWith('0') ? '零' : ''}${quantityInChinese(minute)}分`;
}

/**
 * The text as a Chinese reader would say it: dates, times, percentages, amounts, phone numbers digit by digit (幺), units,
 * letters apart. English is left to the engine, but for long digits, which are spaced. Pieces follow one another and
 * cover the whole text.
 */
export function readAloud(text: string, language: 'cmn' | 'yue' | 'en'): SpokenPiece[] {
  if (language === 'en') return replaced(text, /\d{5,}/g, (match) => Array.from(match[0]).join(' '));
  return replaced(text, chinese, (match) => {
    const groups = match.groups ?? {};
    const index = readings.findIndex((_, candidate) => groups[`r${candidate}`] !== undefined);
    return readings[index]?.read(groups, language) ?? match[0];
  });
}

function replaced(text: string, pattern: RegExp, read: (match: RegExpMatchArray) => string): SpokenPiece[] {
  const pieces: SpokenPiece[] = [];
  let at = 0;
  const copy = (end: number): void => {
    if (end > at) pieces.push({ spoken: text.slice(at, end), sourceStart: at, sourceEnd: end });
  };
  for (const match of text.matchAll(pattern)) {
    copy(match.index);
    at = match.index + match[0].length;
    pieces.push({ spoken: read(match), sourceStart: match.index, sourceEnd: at });
  }
  copy(text.length);
  return pieces;
}

/** Where in the written text the spoken one stands after `spokenLength` characters: inside a reading, at its end. */
export function sourceOffset(pieces: readonly SpokenPiece[], spokenLength: number): number {
  let passed = 0;
  for (const piece of pieces) {
    if (spokenLength <= passed) return piece.sourceStart;
    const inside = spokenLength - passed;
    const verbatim = piece.spoken.length === piece.sourceEnd - piece.sourceStart;
    if (inside <= piece.spoken.length) return verbatim ? piece.sourceStart + inside : piece.sourceEnd;
    passed += piece.spoken.length;
  }
  return pieces.at(-1)?.sourceEnd ?? 0;
}
