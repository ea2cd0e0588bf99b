import { findAll, type Found } from './found.ts';

const spoken = new Map<string, string>(
  Object.entries({
    零: '0',
    〇: '0',
    洞: '0',
    一: '1',
    幺: '1',
    二: '2',
    两: '2',
    三: '3',
    四: '4',
    五: '5',
    六: '6',
    七: '7',
    拐: '7',
    八: '8',
    九: '9',
  }),
);

const digit = '[0-9零〇洞一幺二两三四五六七拐八九]';
/** 三个八, 两个零: so many of one digit. */
const repeated = `[两二三四五六七八九]个${digit}(?![十百千万个])`;
/** What people say between the groups, and how recognisers write their pauses. */
const pause = '(?:[\\s,，、。-]|嗯|呃|啊|哦|然后|后面是|接着是?|再来|空格|那个)*';
const group = new RegExp(`(?:${repeated}|${digit})+`, 'g');
const pauses = new RegExp(`^${pause}$`);
const lastX = new RegExp(`^${pause}(?:大写的?|字母|英文|是)*(?:x|叉|差|插|艾克斯|爱克斯)`);

/** Nobody makes more pauses within one number. */
const mostGroups = 24;

/** Groups of digits as they were dictated, with 幺 and 三个零, as Arabic digits. */
function groupsIn(text: string): readonly Found<string>[] {
  return findAll(text, group, ([words]) => {
    const plain = words.replaceAll(new RegExp(repeated, 'g'), (run) =>
      (run.at(-1) ?? '').repeat(Number(spoken.get(run[0] ?? '') ?? 0)),
    );
    return Array.from(plain, (character) => spoken.get(character) ?? character).join('');
  });
}

/** Groups that follow one another with nothing but pauses between them. */
function runsIn(text: string): readonly (readonly Found<string>[])[] {
  const runs: Found<string>[][] = [];
  for (const one of groupsIn(text)) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && pauses.test(text.slice(last.to, one.from))) runs.at(-1)?.push(one);
    else runs.push([one]);
  }
  return runs;
}

function joined(groups: readonly Found<string>[]): Found<string> {
  return { value: groups.map(({ value }) => value).join(''), from: groups[0]?.from ?? 0, to: groups.at(-1)?.to ?? 0 };
}

/**
 * Numbers that `isWhole` knows, dictated in one or more groups (幺三八，零零一三，八零零零), as Arabic digits; `withX`: an X may end them,
 * said as 叉 or 艾克斯.
 */
export function findDictated(
  text: string,
  isWhole: (digits: string) => boolean,
  withX = false,
): readonly Found<string>[] {
  const found: Found<string>[] = [];
  for (const run of runsIn(text)) {
    for (let first = 0; first < run.length; first += 1) {
      const ends = run
        .map((_, last) => last)
        .slice(first, first + mostGroups)
        .reverse();
      const candidates = ends.flatMap((last) => {
        const digits = joined(run.slice(first, last + 1));
        const x = withX ? lastX.exec(text.slice(digits.to)) : null;
        return x === null
          ? [{ last, digits }]
          : [
              { last, digits: { ...digits, value: `${digits.value}X`, to: digits.to + x[0].length } },
              { last, digits },
            ];
      });
      const whole = candidates.find(({ digits }) => isWhole(digits.value));
      if (whole === undefined) continue;
      found.push(whole.digits);
      first = whole.last;
    }
  }
  return found;
}

/** Whatever was dictated, as Arabic digits, longest first. */
export function findDictatedDigits(text: string): readonly Found<string>[] {
  return runsIn(text)
    .map(joined)
    .sort((left, right) => right.value.length - left.value.length);
}

const countryCode = /^(?:00)?86(?=1[3-9]\d{9}$)/;

/** Telephone numbers: 11 digits of a mainland mobile, with or without 86, a line with its area code, 400 and 800 numbers. */
export function findPhones(text: string): readonly Found<string>[] {
  const isPhone = (digits: string): boolean =>
    /^(1[3-9]\d{9}|0\d{9,11}|[48]00\d{7})$/.test(digits.replace(countryCode, ''));
  return findDictated(text, isPhone).map((found) => ({ ...found, value: found.value.replace(countryCode, '') }));
}
