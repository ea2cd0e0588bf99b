const digits = new Map<string, number>(
  Object.entries({
    零: 0,
    〇: 0,
    一: 1,
    壹: 1,
    幺: 1,
    二: 2,
    两: 2,
    贰: 2,
    三: 3,
    叁: 3,
    四: 4,
    肆: 4,
    五: 5,
    伍: 5,
    六: 6,
    陆: 6,
    七: 7,
    柒: 7,
    八: 8,
    捌: 8,
    九: 9,
    玖: 9,
  }),
);
const units = new Map<string, number>(Object.entries({ 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1_000, 仟: 1_000 }));

/** The number a whole text writes in Chinese numerals, Arabic digits or both (50万, 一千二, 三点五万); null where it is none. */
export function parseChineseNumber(text: string): number | null {
  if (text === '') return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === '半') return 0.5;
  for (const [unit, size] of [
    ['亿', 100_000_000],
    ['万', 10_000],
  ] as const) {
    const at = text.lastIndexOf(unit);
    if (at >= 0) return joinSections(text.slice(0, at), text.slice(at + 1), size);
  }
  const decimal = /^(.+)[点.](.+)$/.exec(text);
  if (decimal) return parseDecimal(decimal[1] ?? '', decimal[2] ?? '');
  return parseSection(text);
}

function joinSections(left: string, right: string, size: number): number | null {
  const high = parseChineseNumber(left);
  if (high === null || (size === 10_000 && left.includes('万'))) return null;
  if (right === '') return round(high * size);
  // 三万五 is 35 000: a lone digit after a unit counts the next smaller one.
  const elliptical = right.length === 1 ? (digits.get(right) ?? Number.NaN) : Number.NaN;
  if (elliptical > 0) return round(high * size + (elliptical * size) / 10);
  if (right === '半') return round(high * size + size / 2);
  const low = parseChineseNumber(right);
  return low === null || low >= size ? null : round(high * size + low);
}

function parseDecimal(left: string, right: string): number | null {
  const whole = parseSection(left);
  const fraction = digitsOf(right);
  return whole === null || fraction === null ? null : Number(`${whole}.${fraction}`);
}

/** Below 万: either with units (三百零五, 一千二) or digit by digit (二零二六). */
function parseSection(text: string): number | null {
  if (!/[十拾百佰千仟]/.test(text)) {
    const spelled = digitsOf(text);
    return spelled === null ? null : Number(spelled);
  }
  return sumUnits(text);
}

/** 三千二百零五: counts and units falling from left to right; what is last may be a lone digit. */
function sumUnits(text: string): number | null {
  let sum = 0;
  let rest = text;
  let lastUnit = 10_000;
  while (rest !== '') {
    const [whole = '', zeros = '', count = '', unitName = ''] =
      /^([零〇]*)(\d+|[^\d十百千拾佰仟零〇]?)([十百千拾佰仟]?)/.exec(rest) ?? [];
    if (whole === '') return null;
    const unit = units.get(unitName);
    if (unit === undefined) return rest.length === whole.length ? addLast(sum, zeros, count, lastUnit) : null;
    const value = count === '' ? 1 : countOf(count);
    if (value === null || unit >= lastUnit) return null;
    sum += value * unit;
    lastUnit = unit;
    rest = rest.slice(whole.length);
  }
  return sum;
}

/** The digit after the last unit: 一千二 is 1 200, 一千零二 is 1 002, 二十二 is 22. */
function addLast(sum: number, zeros: string, count: string, lastUnit: number): number | null {
  const value = countOf(count);
  if (value === null) return null;
  const elliptical = zeros === '' && lastUnit >= 100 && lastUnit < 10_000 && !/\d/.test(count);
  return sum + (elliptical ? (value * lastUnit) / 10 : value);
}

function countOf(count: string): number | null {
  if (/^\d+$/.test(count)) return Number(count);
  return digits.get(count) ?? null;
}

/** `一三八` and `138` → `138`; null where anything else stands between. */
function digitsOf(text: string): string | null {
  let spelled = '';
  for (const character of text) {
    const value = /^\d$/.test(character) ? Number(character) : digits.get(character);
    if (value === undefined) return null;
    spelled += String(value);
  }
  return spelled === '' ? null : spelled;
}

/** Products of a decimal and a power of ten, without the dust of binary fractions. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A whole number from 0 to under 10^12 as it is read out: 10 500 → 一万零五百. */
export function formatChineseNumber(value: number): string {
  if (value === 0) return '零';
  const sections = [
    { size: 100_000_000, name: '亿' },
    { size: 10_000, name: '万' },
    { size: 1, name: '' },
  ];
  let text = '';
  let rest = value;
  for (const { size, name } of sections) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count === 0) continue;
    text += (text !== '' && count < 1_000 ? '零' : '') + formatSection(count) + name;
  }
  return text.replace(/^一十/, '十');
}

function formatSection(value: number): string {
  const names = '零一二三四五六七八九';
  let text = '';
  let rest = value;
  let skipped = false;
  for (const [size, unit] of [
    [1_000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count === 0) {
      skipped = text !== '';
      continue;
    }
    text += (skipped ? '零' : '') + (names[count] ?? '') + unit;
    skipped = false;
  }
  return text;
}
