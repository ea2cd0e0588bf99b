import { parseChineseNumber } from './chinese-number.ts';
import type { Found } from './found.ts';
import { blotNotNumbers } from './not-numbers.ts';

export interface FoundNumber extends Found<number> {
  /** The other end where two are named: 三四十万 is 300 000 up to 400 000. Else null. */
  readonly upTo: number | null;
  /** The numerals, without what makes them vague. */
  readonly text: string;
}

const numeral = '0-9零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟半幺';
/** What can be counted: after it 三四 is three or four, not 34, and 十来 is ten or more. */
const counted = '块元个位岁名人年天月周星礼小钟分秒倍平斤口次点成条张辆套份';
const runs = new RegExp(
  `[俩仨]|[百千万]把(?=[${counted}])|[${numeral}](?:[.点${numeral}]|,(?=\\d{3}(?!\\d))|[多来几余](?=[百千万亿])|个(?=亿))*(?:[多来几余](?=[${counted}，吧了的%]|$))?`,
  'g',
);

/**
 * Every number in a text, left to right: Chinese numerals, Arabic digits or both. A vague one counts as the least it can be (二十多万 is
 * 200 000, 三四个 three), so nothing is over-stated. 一定, 千万别 and their like hold none.
 */
export function findNumbers(text: string): readonly FoundNumber[] {
  const clear = blotNotNumbers(text);
  return [...clear.matchAll(runs)].flatMap((run) => {
    const read = readRun(run[0], clear.slice(run.index + run[0].length), clear.slice(0, run.index));
    if (read === null) return [];
    const { length, ...number } = read;
    return [{ ...number, from: run.index, to: run.index + length }];
  });
}

/** The number at the beginning of `text`, as if something were counted by it: 三四 is 3; null where none is there. */
export function countIn(text: string): number | null {
  return findNumbers(`${text}个`)[0]?.value ?? null;
}

const answerBefore =
  /(?:^|，)(?:我们?|[他她]|今年|年化|利率|利息|大概|大约|差不多|就|应该|是|有|嗯|也|都|才|刚|现在|已经|可能|好像|不到|那|要|给|最多|最少)*$/;
const answerAfter = /^(?:$|，|吧|了|啦|啊|左右|的样子|多)/;

/** Those that are an answer by themselves: nothing is counted by them, and nothing but 大概 and the like stands before them. */
export function bareNumbers(text: string, numbers: readonly FoundNumber[]): readonly FoundNumber[] {
  return numbers.filter(({ from, to }) => answerBefore.test(text.slice(0, from)) && answerAfter.test(text.slice(to)));
}

const perOne = /^(?:个[月星礼小人]|年|天|节|斤|次|份|台|位|人)/;

interface ReadRun {
  readonly value: number;
  readonly upTo: number | null;
  readonly text: string;
  readonly length: number;
}

function readRun(run: string, after: string, before: string): ReadRun | null {
  if (run === '俩' || run === '仨') return { value: run === '俩' ? 2 : 3, upTo: null, text: run, length: 1 };
  if (run.endsWith('把'))
    return { value: parseChineseNumber(`一${run[0] ?? ''}`) ?? 0, upTo: null, text: run, length: 2 };
  const exact = run.replace(/[多来几余]$/, '').replace(/[.点]+$/, '');
  const length = /[多来几余]$/.test(run) && !/[.点]$/.test(run.slice(0, -1)) ? run.length : exact.length;
  const text = exact.replaceAll(/[,多来几余个]/g, '');
  // 三千一个月 is 3 000 for one month.
  if (/[百千万亿][一二三四五六七八九]?一$/.test(text) && perOne.test(after))
    return readRun(run.slice(0, -1), `一${after}`, before);
  // 百 alone is half a word, and what 几 comes before is nobody's guess: 几十万.
  if (/^[百千万亿]+$/.test(text) || (/[几好数]$/.test(before) && /^[十百千万亿]/.test(text))) return null;
  const [low, high] = twoIn(text, run.length === length ? after : run.slice(length)) ?? [text, null];
  const value = parseChineseNumber(low);
  return value === null ? null : { value, upTo: high === null ? null : parseChineseNumber(high), text, length };
}

const values: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const pair = /(?<![0-9零〇一二两三四五六七八九点.])([一二两三四五六七八])([两二三四五六七八九])(?=[十百千万亿]|$)/;

/** 三四十万 → 三十万 and 四十万, 二十七八 → 二十七 and 二十八; null where no two neighbours stand side by side. */
function twoIn(text: string, after: string): readonly [string, string] | null {
  const about = /^(?:百八十|千八百)/.exec(text)?.[0];
  if (about !== undefined)
    return [about.slice(1), `一${about.slice(0, 1)}`].map((one) => one + text.slice(about.length)) as [string, string];
  const match = pair.exec(text);
  if (!match) return null;
  const [, low = '', high = ''] = match;
  const distance = (values[high] ?? 0) - (values[low] ?? 0);
  if (distance !== 1 && low + high !== '三五') return null;
  if (high === '两' && low !== '一') return null;
  // Alone it may be dictated digits: 三四 is 34 unless something is counted.
  if (text.length === 2 && !new RegExp(`^[多来几]?[${counted}]`).test(after)) return null;
  return [low, high].map((one) => text.slice(0, match.index) + one + text.slice(match.index + 2)) as [string, string];
}
