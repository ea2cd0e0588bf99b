import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatChineseNumber, parseChineseNumber } from './chinese-number.ts';

describe('parseChineseNumber()', () => {
  it.each([
    ['0', 0],
    ['12', 12],
    ['1.5', 1.5],
    ['五', 5],
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['二十五', 25],
    ['一百', 100],
    ['一百五', 150],
    ['一百零五', 105],
    ['一百一十', 110],
    ['两百五', 250],
    ['两百五十', 250],
    ['一千二', 1_200],
    ['一千零二', 1_002],
    ['一千零二十', 1_020],
    ['三千二百零五', 3_205],
    ['一万', 10_000],
    ['三万五', 35_000],
    ['三万五千', 35_000],
    ['一万零五百', 10_500],
    ['十万', 100_000],
    ['三十万', 300_000],
    ['50万', 500_000],
    ['1.5万', 15_000],
    ['三点五万', 35_000],
    ['一百二十万', 1_200_000],
    ['一亿', 100_000_000],
    ['一亿二', 120_000_000],
    ['三千万', 30_000_000],
    ['二零二六', 2_026],
    ['幺二三', 123],
    ['半', 0.5],
    ['两万半', 25_000],
    ['2千', 2_000],
    ['5百', 500],
    ['3万5千', 35_000],
  ])('reads %s as %d', (text, value) => {
    expect(parseChineseNumber(text)).toBe(value);
  });

  it.each(['', '万', '点五点', '十百', '一万二万', '三百四百', '。'])('reads no number in "%s"', (text) => {
    expect(parseChineseNumber(text)).toBeNull();
  });

  it('reads back every whole number that formatChineseNumber() writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (value) => {
        expect(parseChineseNumber(formatChineseNumber(value))).toBe(value);
      }),
    );
  });
});

describe('formatChineseNumber()', () => {
  it.each([
    [10, '十'],
    [15, '十五'],
    [110, '一百一十'],
    [10_500, '一万零五百'],
    [100_001, '十万零一'],
    [20_000_300, '二千万零三百'],
    [0, '零'],
  ])('writes %d as %s', (value, text) => {
    expect(formatChineseNumber(value)).toBe(text);
  });
});
