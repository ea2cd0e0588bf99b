import { describe, expect, it } from 'vitest';
import { answersQuestion } from './answers-question.ts';
import { compileScript } from './compiled-script.ts';
import { expectedPhrases } from './expected-phrases.ts';
import { converse } from './testing/converse.ts';
import { smallScript, type SmallRest } from './testing/small-script.ts';

const slots: NonNullable<SmallRest['slots']> = {
  amount: { name: '保额', entity: { type: 'amount', unitYuan: 10_000 } },
  phone: { name: '电话', entity: { type: 'phone' } },
  when: { name: '时间', entity: { type: 'time' } },
  product: { name: '产品', entity: { type: 'choice', values: { 重疾险: ['大病'], 医疗险: ['住院'] } } },
  people: { name: '人数', entity: { type: 'number' } },
  code: { name: '验证码', entity: { type: 'digits' } },
  where: { name: '地址', entity: { type: 'address' } },
  name: { name: '姓名', entity: { type: 'name' } },
  span: { name: '时段', entity: { type: 'time-range' } },
  id: { name: '身份证', entity: { type: 'id-number' } },
  why: { name: '原因', entity: { type: 'text' } },
};
const end = { kind: 'end' } as const;
const slotNode = (slot: string): ReturnType<typeof compileScript> =>
  compileScript(
    smallScript({ start: { kind: 'slot', slot, say: '?', branches: [{ on: 'ok', to: 'end' }] }, end }, { slots }),
  );
const yesNo = compileScript(
  smallScript(
    {
      start: {
        kind: 'speak',
        say: '?',
        branches: [
          { on: 'positive', to: 'end' },
          { on: 'negative', to: 'end' },
        ],
      },
      end,
    },
    {
      flows: { busy: { kind: 'global', start: 'end', enterOn: ['driving'], nodes: { end } } },
      knowledge: [{ id: 'price', question: '多少钱', intents: ['ask-price'], answers: '!' }],
    },
  ),
);
const digits = compileScript(
  smallScript({ start: { kind: 'digits', maxDigits: 4, branches: [{ on: 'ok', to: 'end' }] }, end }),
);
const verdict = (script: typeof yesNo, text: string): string =>
  answersQuestion(script, converse(script, '').memory, text);

describe('answersQuestion()', () => {
  it.each([
    ['amount', '三十万', 'answer'],
    ['amount', '三十', 'more'],
    ['amount', '我想要', 'more'],
    ['amount', '苹果', 'unknown'],
    ['amount', '三十万但是', 'answer'],
    ['phone', '13800138000', 'answer'],
    ['phone', '幺三八零零', 'more'],
    ['phone', '我没有', 'unknown'],
    ['when', '明天', 'more'],
    ['when', '明天下午', 'more'],
    ['when', '明天下午三点半', 'answer'],
    ['when', '明天下午三点', 'unknown'],
    ['when', '苹果', 'unknown'],
    ['product', '重疾险', 'answer'],
    ['product', '我要那个', 'more'],
    ['people', '三', 'more'],
    ['people', '三个人', 'answer'],
    ['code', '五六', 'more'],
    ['code', '苹果', 'unknown'],
    ['why', '因为', 'more'],
    ['why', '太贵了', 'unknown'],
    ['amount', '别再打了', 'unknown'],
    ['where', '广东', 'unknown'],
    ['where', '北京', 'unknown'],
    ['where', '广东深圳', 'answer'],
    ['where', '北京海淀', 'answer'],
    ['name', '我姓王', 'unknown'],
    ['name', '我叫张伟', 'answer'],
    ['span', '明天下午', 'unknown'],
    ['span', '下午三点到', 'more'],
    ['span', '下午三点到五点', 'answer'],
    ['id', '110105，1949', 'more'],
    ['id', '110105194912311006', 'answer'],
  ])('where %s is asked, of "%s" says %s', (slot, text, expected) => {
    expect(verdict(slotNode(slot), text)).toBe(expected);
  });

  it.each([
    ['可以', 'answer'],
    ['不方便', 'answer'],
    ['我在开车', 'answer'],
    ['多少钱', 'answer'],
    ['嗯', 'unknown'],
    ['', 'unknown'],
    ['可以但是', 'more'],
    ['如果是这样的话', 'more'],
    ['我想', 'more'],
    ['苹果', 'unknown'],
    ['你是机器人吗', 'unknown'],
    ['你们是哪一年成立的', 'unknown'],
    ['可以的我之前也听说过你们公司的这个活动', 'unknown'],
  ])('where yes or no is asked, of "%s" says %s', (text, expected) => {
    expect(verdict(yesNo, text)).toBe(expected);
  });

  it.each([
    ['医疗', 'more'],
    ['医疗险', 'answer'],
    ['你们公司', 'more'],
    ['你们公司是哪一年成立的', 'answer'],
    ['医', 'unknown'],
    ['你们公司好', 'unknown'],
    ['那就', 'more'],
    ['我觉得', 'more'],
  ])('where a known phrase may only have begun, of "%s" says %s', (text, expected) => {
    const knowledge = [{ id: 'founded', question: '成立', similar: ['你们公司是哪一年成立的'], answers: '!' }];
    const asksProduct = { kind: 'slot', slot: 'product', say: '?', branches: [{ on: 'ok', to: 'end' }] } as const;
    const script = compileScript(smallScript({ start: asksProduct, end }, { slots, knowledge }));
    expect(verdict(script, text)).toBe(expected);
  });

  it('waits in mid-number where keys are asked', () => {
    expect([verdict(digits, '一二'), verdict(digits, '好的')]).toEqual(['more', 'unknown']);
  });
});

describe('expectedPhrases()', () => {
  const phrases = (script: typeof yesNo): readonly string[] => expectedPhrases(script, converse(script, '').memory);
  it('has the words of the slot first', () => {
    expect(phrases(slotNode('product')).slice(0, 4)).toEqual(['重疾险', '大病', '医疗险', '住院']);
    expect(phrases(slotNode('amount'))).toContain('三十万');
    expect(phrases(slotNode('when'))).toContain('明天下午');
    expect(phrases(slotNode('people'))).toContain('两个人');
  });
  it('has yes, no, what enters flows, and questions', () => {
    const all = phrases(yesNo);
    expect(all).toEqual(expect.arrayContaining(['可以', '不方便', '在开车', '多少钱', '再说一遍']));
    expect(all.every((phrase) => phrase.length <= 12)).toBe(true);
  });
});
