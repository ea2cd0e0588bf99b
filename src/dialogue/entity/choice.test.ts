import { describe, expect, it } from 'vitest';
import type { Entity } from '../../contract/script-document.ts';
import { mondayTen } from '../testing/converse.ts';
import { judgeEntity } from '../testing/entity-table.ts';
import { extractEntity } from './extract-entity.ts';

judgeEntity(
  {
    type: 'choice',
    values: {
      重疾险: ['重疾', '大病险', '第一个', '1'],
      医疗险: ['百万医疗', '第二个', '2'],
      意外险: ['意外'],
      年金险: ['养老年金', '养老险'],
      车险: ['交强险', '商业险'],
    },
  },
  `
  重疾险 → 重疾险
  重疾 → 重疾险
  大病险吧 → 重疾险
  我想了解一下重疾 → 重疾险
  第一个 → 重疾险
  1 → 重疾险
  众疾险 → 重疾险
  众疾 → 重疾险
  中极限 → 重疾险
  终极线 → 重疾险
  我要那个众疾险 → 重疾险
  我想问问总极险 → 重疾险
  大病显 → 重疾险
  医疗险 → 医疗险
  百万医疗那个 → 医疗险
  第二个吧 → 医疗险
  伊疗险 → 医疗险
  一聊险 → 医疗险
  医聊显吧 → 医疗险
  百万一疗 → 医疗险
  意外险 → 意外险
  意外 → 意外险
  一外险 → 意外险
  以外显 → 意外险
  买个异外险 → 意外险
  年金险 → 年金险
  连金险 → 年金险
  年京线 → 年金险
  养老年金 → 年金险
  养脑险 → 年金险
  车险 → 车险
  车显 → 车险
  交强显 → 车险
  商业县 → 车险
  不要重疾险，要医疗险 → 医疗险
  不要众疾险
  重疾险和医疗险
  重疾险是什么
  随便
  1个人
  我有医疗险吗
  咱们有空一聊
  你们的车现在停哪
  我考虑一下
  都不要`,
);

describe('a choice that was not asked for', () => {
  const product: Entity = { type: 'choice', values: { 重疾险: [], 旧车置换: ['买东西的'], 两居室: ['二室'] } };
  const inPassing = (text: string): string | null => extractEntity(product, text, 'in-passing', mondayTen);
  it('may be misheard, with its tones', () => {
    expect(inPassing('我想要个众疾险，三十万')).toBe('重疾险');
  });
  it.each(['一听是卖东西的我就不想要', '十五，二十，找您三块五', '中极限'])('is not in "%s"', (text) => {
    expect(inPassing(text)).toBeNull();
  });
});
