import { describe, expect, it } from 'vitest';
import { entitiesIn } from '../index.ts';
import { mondayTen } from '../testing/converse.ts';
import { smallScript } from '../testing/small-script.ts';

const { slots } = smallScript(
  { start: { kind: 'end' } },
  {
    slots: {
      cover: { name: '保额', entity: { type: 'amount', unitYuan: 10_000 } },
      product: { name: '产品', entity: { type: 'choice', values: { 重疾险: ['大病险'], 医疗险: [] } } },
      people: { name: '人数', entity: { type: 'number', units: ['个人'] } },
    },
  },
);
const told = (text: string): readonly string[] =>
  entitiesIn(slots, text, mondayTen).map(
    ({ slot, type, value, text: words }) => `${slot ?? '-'} ${type} ${words} ${value}`,
  );

describe('entitiesIn()', () => {
  it.each([
    [
      '我想给三个人买三十万的重疾险',
      ['people number 三个人 3', 'cover amount 三十万 300000', 'product choice 重疾险 重疾险'],
    ],
    [
      '下周三下午三点半打我13800138000',
      ['- time 下周三下午三点半 2026-03-11T15:30:00+08:00', '- phone 13800138000 13800138000'],
    ],
    ['利息三个点，分二十年', ['- percentage 三个点 3', '- duration 二十年 P20Y']],
    ['我四十出头，下周一到周三有空', ['- age 四十出头 40', '- date-range 下周一到周三 2026-03-09/2026-03-11']],
    ['ＡＢ 预算 3 万！', ['cover amount 3 万 30000']],
    ['这是两码事，一定要三心二意吗', []],
    ['', []],
  ])('in "%s" finds %j', (text, wanted) => {
    expect(told(text)).toEqual(wanted);
  });

  it('tells where each stands in the sentence as it was given', () => {
    const text = '好，好的。 嗯… 要  50 万 的，Ｏ Ｋ';
    for (const { from, to, text: words } of entitiesIn(slots, text, mondayTen))
      expect(text.slice(from, to)).toBe(words);
    expect(entitiesIn(slots, text, mondayTen).map(({ text: words }) => words)).toEqual(['50 万']);
  });
});
