import { formatChineseNumber, parseChineseNumber } from './chinese-number.ts';
import { bareNumbers, findNumbers, type FoundNumber } from './find-numbers.ts';
import { findAll, withoutOverlaps, type Found } from './found.ts';
import { blotNotNumbers } from './not-numbers.ts';

const fractions: readonly (readonly [RegExp, number])[] = [
  [/百分之负?$/, 1],
  [/千分之$/, 0.1],
  [/万分之$/, 0.01],
];
/** 三个点, 两个半点, 三个点半, 三个百分点. */
const points = /^个(半)?(?:百分)?点(?!位|钟|名|儿|了|击|评|赞|心|子|火|菜|头|数|意|要)(半)?/;
const tenths = /^成([一二三四五六七八九半])?(?!功|为|立|年|交|本|员|绩|长|都|熟|人|家|是|不|没|会|要|得)/;
const discount = /^折(?!扣|腾|叠|磨|合|线|旧|算|返|现)/;

/**
 * Shares in per cent: 百分之三点五 and 三个半点 are 3.5, 三成 is 30, 千分之五 is 0.5. A discount is what remains to be paid: 打八五折 is 85.
 * With `bare`, a number without any of these words counts as per cent too.
 */
export function findPercentages(text: string, bare: boolean): readonly Found<number>[] {
  const numbers = findNumbers(text);
  const found = numbers.flatMap((number, index) => {
    const share = readShare(text, number);
    const opening = share === null ? null : openingOf(text, numbers[index - 1], number, share.value);
    return [share, opening].filter((one) => one !== null);
  });
  const whole = findAll(blotNotNumbers(text), /百分之?百/g, () => 100);
  const half = findAll(text, /半价|对折/g, () => 50);
  const named = withoutOverlaps([...found, ...whole, ...half]);
  if (named.length > 0 || !bare) return named;
  return bareNumbers(text, numbers)
    .filter(({ value }) => value <= 100)
    .map(({ value, from, to }) => ({ value, from, to }));
}

const link = /^(?:%|个(?:百分)?点|成|折)?(?:到|至|-|~)(?:百分之)?$/;

/** 三到五个点: of a range the least is kept. */
function openingOf(text: string, low: FoundNumber | undefined, high: FoundNumber, share: number): Found<number> | null {
  if (low === undefined || !link.test(text.slice(low.to, high.from))) return null;
  const own = readShare(text, low);
  const closed = readShare(text, high);
  return {
    value: own?.value ?? low.value * (share / high.value),
    from: own?.from ?? low.from,
    to: closed?.to ?? high.to,
  };
}

function readShare(text: string, number: FoundNumber): Found<number> | null {
  const before = text.slice(0, number.from);
  const after = text.slice(number.to);
  const share = (value: number, length: number, prefix = 0): Found<number> => ({
    value: Math.round(value * 1e6) / 1e6,
    from: number.from - prefix,
    to: number.to + length,
  });
  for (const [words, unit] of fractions) {
    const prefix = words.exec(before);
    if (prefix) return share(number.value * unit * (prefix[0].endsWith('负') ? -1 : 1), 0, prefix[0].length);
  }
  if (after.startsWith('%')) return share(number.value, 1);
  const pointed = points.exec(after);
  if (pointed) return share(number.value + ((pointed[1] ?? pointed[2]) ? 0.5 : 0), pointed[0].length);
  const tenth = tenths.exec(after);
  if (tenth) return share(number.value * 10 + tenthsAfter(tenth[1]), tenth[0].length);
  const reduced = discount.exec(after);
  // 八五折 is spelled digit by digit, 8.5折 and 八折 count tenths.
  if (reduced && number.value > 0 && number.value < 100)
    return share(number.value < 10 ? number.value * 10 : number.value, 1);
  return null;
}

/** 三成五 is 35, 七成半 is 75. */
function tenthsAfter(word: string | undefined): number {
  if (word === undefined) return 0;
  return word === '半' ? 5 : (parseChineseNumber(word) ?? 0);
}

/** Per cent as it is read out: 3.5 → 百分之三点五. `findPercentages` reads it back. */
export function spokenPercentage(percent: number): string {
  const [whole = '0', fraction] = String(Math.abs(percent)).split('.');
  const spelled = Array.from(fraction ?? '', (digit) => formatChineseNumber(Number(digit))).join('');
  return `百分之${percent < 0 ? '负' : ''}${formatChineseNumber(Number(whole))}${spelled === '' ? '' : `点${spelled}`}`;
}
