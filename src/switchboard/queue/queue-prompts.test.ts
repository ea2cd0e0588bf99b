import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeInWords, queuePrompts } from './queue-prompts.ts';
import { chineseCount } from './spoken-count.ts';

const minutes = (count: number) => count * 60_000;

it('a place and a wait are said as people say them', () => {
  const said = (position: number | null, estimatedWaitMs: number | null, language: 'cmn' | 'yue' | 'en' = 'cmn') =>
    placeInWords({ position, estimatedWaitMs }, { language });
  expect(said(1, 20_000)).toBe('您是下一位。预计等待不到一分钟。');
  expect(said(3, minutes(2))).toBe('您前面还有两位。预计还要等两分钟左右。');
  expect(said(13, minutes(61), 'yue')).toBe('您前面还有十二位。预计等待时间在一小时以上。');
  expect(said(2, null, 'en')).toBe('There is one caller before you.');
  expect(said(4, minutes(1), 'en')).toBe('There are 3 callers before you. We expect to answer in about one minute.');
  expect(said(1, minutes(90), 'en')).toContain('You are next.');
  expect(said(null, minutes(12))).toBe('预计还要等十二分钟左右。');
  expect(said(null, null)).toBe('');
  expect(queuePrompts({ language: 'en' }).offerCallBack).toContain('press 1');
});

it('counts have their zeros where they are said', () => {
  expect([0, 1, 2, 10, 12, 20, 22, 100, 102, 110, 112, 1_002, 2_020, 9_999].map(chineseCount)).toEqual([
    '零',
    '一',
    '两',
    '十',
    '十二',
    '二十',
    '二十二',
    '一百',
    '一百零二',
    '一百一十',
    '一百一十二',
    '一千零二',
    '二千零二十',
    '九千九百九十九',
  ]);
  expect(chineseCount(12_345)).toBe('12345');
});

it('no two counts are said alike, and what is said gives the count back', () => {
  const value = (said: string): number => {
    const read = said === '两' ? '二' : said.replace(/^十/u, '一十');
    const figures = '零一二三四五六七八九';
    let sum = 0;
    let digit = 0;
    for (const letter of read) {
      const unit = { 千: 1_000, 百: 100, 十: 10 }[letter];
      if (unit === undefined) digit = figures.indexOf(letter);
      else sum += digit * unit;
      if (unit !== undefined) digit = 0;
    }
    return sum + digit;
  };
  fc.assert(
    fc.property(fc.nat(9_999), (count) => {
      expect(value(chineseCount(count))).toBe(count);
    }),
  );
});
