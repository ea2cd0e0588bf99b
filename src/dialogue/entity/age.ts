import { parseChineseNumber } from './chinese-number.ts';
import { bareNumbers, findNumbers, type FoundNumber } from './find-numbers.ts';
import { findAll, withoutOverlaps, type Found } from './found.ts';
import { blotNotNumbers } from './not-numbers.ts';

const oldest = 120;
/** The animals of the twelve years, that of the year 2020 first. */
const animals = '鼠牛虎兔龙蛇马羊猴鸡狗猪';

/**
 * Ages in whole years: 三十五岁, 四十出头 (40), 奔五十 (49), 八五年的 (as of `year`), 属马的三十多 (the only such age). With `bare`, a number alone
 * is an age too.
 */
export function findAges(text: string, year: number, bare: boolean): readonly Found<number>[] {
  const clear = blotNotNumbers(text);
  const numbers = findNumbers(text);
  const animal = new RegExp(`属(?:小)?([${animals}])`).exec(text);
  const said = numbers.flatMap((number) => ageAt(text, number, year) ?? []);
  const named = withoutOverlaps([
    ...said,
    ...(animal === null ? [] : ofAnimal(numbers, said, animal, year)),
    ...findAll(clear, /(?:刚)?满周岁/g, () => 1),
  ]).filter(({ value }) => value >= 0 && value <= oldest);
  if (named.length > 0 || !bare) return named;
  return bareNumbers(text, numbers)
    .filter(({ value }) => Number.isInteger(value) && value > 0 && value <= oldest)
    .map(({ value, from, to }) => ({ value, from, to }));
}

/** What stands around a number that is an age; `less` is taken off it. */
interface Reading {
  readonly before: RegExp;
  readonly after: RegExp;
  readonly least: number;
  readonly less: number;
  /** 奔五十 is said of whole tens alone. */
  readonly tens?: boolean;
}

const years = '(?:周?岁|[多来]岁)(?:半|多|左右|出头|了)?';
const readings: readonly Reading[] = [
  { before: /虚岁?$/, after: new RegExp(`^(?:${years})?`), least: 1, less: 1 },
  { before: /(?:奔|快要?|马上|将近|眼看)(?:到|满)?$/, after: /^(?:岁|的|了|，|$)/, least: 20, less: 1, tens: true },
  { before: /$/, after: new RegExp(`^${years}`), least: 0, less: 0 },
  { before: /$/, after: /^(?:出头|好几|挂零|刚过|的人了?)/, least: 20, less: 0 },
  {
    before: /(?:今年|年龄是?|年纪是?|年方|岁数是?|过了|刚满|刚过|周岁)(?:才|都|已经|刚)?$/,
    after: /^(?=$|，|了|吧|啦|的)/,
    least: 1,
    less: 0,
  },
];

function ageAt(text: string, number: FoundNumber, year: number): Found<number> | null {
  const before = text.slice(0, number.from);
  const after = text.slice(number.to);
  if (after.startsWith('年')) return bornAt(number, before, after, year);
  if (!Number.isInteger(number.value) || number.value > oldest) return null;
  for (const { before: opening, after: closing, least, less, tens } of readings) {
    const [prefix, suffix] = [opening.exec(before), closing.exec(after)];
    if (prefix === null || suffix === null || number.value < least || (tens && number.value % 10 !== 0)) continue;
    return { value: number.value - less, from: number.from - prefix[0].length, to: number.to + suffix[0].length };
  }
  return null;
}

function bornAt(number: FoundNumber, before: string, after: string, year: number): Found<number> | null {
  const words = /^年(?:出?生|的|属|生人)?/.exec(after)?.[0] ?? '';
  const told = words.length > 1 || /[我是]$/.test(before);
  const alone = /(?:^|，)$/.test(before) && /^年(?:$|，)/.test(after);
  const value = (told || alone) && !/[过第再]$/.test(before) ? bornIn(number.text, year) : null;
  if (value === null || (!told && value < leastAdult)) return null;
  return { value, from: number.from, to: number.to + words.length };
}

/** 96年 as a whole answer is a year of birth, 20年 is how long something lasts. */
const leastAdult = 14;

/** How old one is who was born in 八五, 一九八五 or 零三: spelled digit by digit. */
function bornIn(numerals: string, year: number): number | null {
  if (!/^(?:\d{4}|\d{2}|[零〇一二三四五六七八九]{4}|[零〇一二三四五六七八九]{2})$/.test(numerals)) return null;
  const said = parseChineseNumber(numerals) ?? 0;
  const century = Math.floor(year / 100) * 100 - (said > year % 100 ? 100 : 0);
  const born = numerals.length === 4 ? said : century + said;
  return born > year - oldest && born <= year ? year - born : null;
}

/** The one age of an animal's years that fits a decade: 属马的，三十多. */
function ofAnimal(
  numbers: readonly FoundNumber[],
  said: readonly Found<number>[],
  animal: RegExpExecArray,
  year: number,
): readonly Found<number>[] {
  const first = ((((year - 2020) % 12) + 12) % 12) - animals.indexOf(animal[1] ?? '');
  const decade = [...said.map(({ value }) => value), ...numbers.map(({ value }) => value)].find(
    (value) => value >= 10 && value % 10 === 0,
  );
  if (decade === undefined) return [];
  const fitting = Array.from({ length: 11 }, (_, turn) => first + 12 * turn).filter(
    (value) => value >= decade && value < decade + 10,
  );
  const [only] = fitting;
  const ends = numbers.map(({ to }) => to);
  return only === undefined || fitting.length > 1
    ? []
    : [
        {
          value: only,
          from: Math.min(animal.index, numbers[0]?.from ?? 0),
          to: Math.max(animal.index + animal[0].length, ...ends),
        },
      ];
}
