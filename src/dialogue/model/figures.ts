import { parseChineseNumber } from '../entity/chinese-number.ts';

/** `money` and `share` (percent, discount, multiple) bind the company; times and counts only where they are large. */
export interface Figure {
  readonly kind: 'money' | 'share' | 'time' | 'count';
  /** Yuan, percent, or the bare number; NaN: a number that nobody can read. */
  readonly value: number;
  /** What a time is counted in. */
  readonly unit: string;
  readonly text: string;
}

const numeral = '0-9零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟半';
const number = new RegExp(`[${numeral}](?:[${numeral}.]|点(?=[${numeral}]))*(?<!\\.)`, 'gu');
/** Words with a numeral in them that count nothing. */
const idle =
  /千万(?=[别不要记请得])|万一|十分(?![钟之])|万分|百忙|百姓|百科|一五一十|千方百计|三言两语|一百个(?=放心)|半点|一半天/g;

/** Every figure in a plain text: 三十万, 30万, 300,000元 and ￥300000 are one money of 300000; 八五折 is a share of 85. */
export function figuresIn(plain: string): readonly Figure[] {
  const text = plain
    .replaceAll(/(?<=\d)[,，](?=\d{3}(?!\d))/g, '')
    .replaceAll(/(?<=\d)[^\S\n]+(?=\d)/g, '')
    .replaceAll('廿', '二十')
    .replaceAll('卅', '三十')
    .replaceAll(/俩(?=[百千万])/g, '两')
    .replaceAll(idle, '');
  const found: Figure[] = [];
  const rest = text.replaceAll(
    new RegExp(`([${numeral}]+)分之([${numeral}.点]+)`, 'gu'),
    (whole, of: string, part: string) => {
      const value = (read(part) / read(of)) * 100;
      found.push({ kind: 'share', value: round(value), unit: '%', text: whole });
      return '，';
    },
  );
  for (const match of rest.matchAll(number)) {
    // 百 or 万 alone is part of a word.
    if (/^[百千万亿半]+$/u.test(match[0]) && !/^(?:百万|千万)$/u.test(match[0])) continue;
    const figure = figureOf(match[0], rest.slice(0, match.index), rest.slice(match.index + match[0].length));
    if (figure !== null) found.push(figure);
  }
  return found;
}

function figureOf(text: string, before: string, after: string): Figure | null {
  const value = read(text);
  const measure = /^\s*(.{0,5})/su.exec(after)?.[1] ?? '';
  const share = shareOf(value, measure);
  if (share !== null) return { kind: 'share', value: share, unit: '%', text: text + measure };
  if (money.test(measure) || /[￥¥$]\s*$/u.test(before))
    return { kind: 'money', value: measure.startsWith('w') ? value * 10_000 : value, unit: '', text };
  const unit = unitOf(measure, before);
  if (unit !== null) return Number.isNaN(value) ? null : { kind: 'time', value, unit, text: text + unit };
  if (/[百千万亿]/u.test(text) && !/^[个位人名家户次份款种条号线公]/u.test(measure))
    return { kind: 'money', value, unit: '', text };
  return Number.isNaN(value) ? null : { kind: 'count', value, unit: '', text };
}

const money = /^[块元圆毛角￥¥w]|^(人民币|美元|港币|欧元|分钱|rmb|cny|yuan|usd|dollars?)/u;
const time = /^个?(月|小时|星期|礼拜|工作日|季度|号|日|年|天|周|分钟|秒|刻|岁|期|点)/u;

/** What a time is counted in; null: it is none. 两点 may be two things to say. */
function unitOf(measure: string, before: string): string | null {
  if (/(?:周|星期|礼拜|第)$/u.test(before)) return '第';
  const unit = time.exec(measure)?.[1] ?? null;
  if (unit === '点' && /[有这那前下以几]$|下面|以下|以上/u.test(before)) return null;
  return unit === '日' ? '号' : unit === '星期' || unit === '礼拜' ? '周' : unit;
}

function shareOf(value: number, measure: string): number | null {
  if (/^(%|％|个(百分)?点|百分点|percent|per cent)/u.test(measure)) return value;
  // 八折 is 80, 八五折 and 85折 are 85.
  if (measure.startsWith('折')) return value < 10 ? value * 10 : value;
  if (/^成(?![年立员功本交长熟])/u.test(measure)) return value * 10;
  if (measure.startsWith('倍')) return value * 100;
  return null;
}

function read(text: string): number {
  return parseChineseNumber(text.replaceAll(/点$/g, '')) ?? Number.NaN;
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

const vague = new RegExp(
  [
    '[几数]+[十百千万亿]*(块|元|万|亿|个点|%|倍|折|成(?!年))',
    '[几数][百千万亿]+(?![家人个名位份次种款项年岁天公字])',
    `[${numeral}]+[多来余几][百千万亿]*(块|元|万|亿|个点|%|倍)`,
    // 上千块, 千把块: what counts the thousand is no numeral.
    `(?<![${numeral}.])[百千万亿]+[把来多余]?(块|元)`,
    '半价|对折|[省减少][您你]?一半|便宜一半|翻[倍番]|[双多]倍|买[一二两三][送赠]',
  ].join('|'),
  'gu',
);
const spelledOut =
  /\b(?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million)(?:[\s-]\w+){0,3}[\s-](?:percent|per cent|dollars?|bucks|yuan)\b|\b(?:half price|double|triple)\b/g;

/** Figures that only their own words can stand for: 几百块, 三千多元, 半价, twenty percent. */
export function vagueFiguresIn(plain: string): readonly string[] {
  return [...plain.matchAll(vague), ...plain.matchAll(spelledOut)].map(([text]) => text);
}

/** Smaller counts and times are ways to speak: 一年, 两个问题. */
const leastCount = 10;
const leastTime = 2;

/**
 * The first figure of a sentence that stands nowhere: money and shares must stand in the facts, times and large counts there or in
 * what the customer said. Null where all do.
 */
export function strangeFigure(plain: string, facts: string, customer: string): string | null {
  const known = figuresIn(facts);
  const heard = [...known, ...figuresIn(customer)];
  const strange = figuresIn(plain).find((figure) => !standsIn(figure, known, heard));
  return strange?.text ?? vagueFiguresIn(plain).find((text) => !facts.includes(text)) ?? null;
}

function standsIn(figure: Figure, known: readonly Figure[], heard: readonly Figure[]): boolean {
  const { kind, value, unit } = figure;
  const same = (other: Figure): boolean => other.kind === kind && other.value === value;
  switch (kind) {
    case 'share':
      return known.some(same);
    case 'money':
      // 保费3600 is money without saying so.
      return known.some(
        (other) => same(other) || (other.kind === 'count' && value >= leastCount && other.value === value),
      );
    case 'time':
      return value < leastTime || heard.some((other) => same(other) && other.unit === unit);
    case 'count':
      // 年化四点二: nobody speaks in fractions by chance.
      return (value < leastCount && Number.isInteger(value)) || heard.some((other) => other.value === value);
  }
}
