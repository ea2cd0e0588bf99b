import { describe, expect, it } from 'vitest';
import type { FunctionResult } from '../contract/live-services.ts';
import { compileScript, utterancesOf } from '../dialogue/index.ts';
import { converse } from '../dialogue/testing/converse.ts';
import { outcomeOf, type Expected } from '../dialogue/testing/conversation-case.ts';
import { sampleScript } from './testing/sample-scripts.ts';

const script = compileScript(sampleScript('insurance'));

/** What the customer says, `|` between turns (`#1` presses a key, `…` is silence), and what must have happened. */
const cases: readonly (readonly [string, Expected])[] = [
  // Orders
  [
    '方便|重疾险|三十万|办理|确认',
    {
      ends: 'ordered',
      outcome: 'completed',
      grade: 'A',
      slots: { product: '重疾险', amount: '300000', 'order-number': 'BX001' },
      functions: [{ name: 'create-order', args: { product: '重疾险', amount: '300000' } }],
    },
  ],
  [
    '可以你说吧|我想了解医疗险|一百万的|好的|对，确认',
    { ends: 'ordered', functions: [{ name: 'create-order', args: { product: '医疗险', amount: '1000000' } }] },
  ],
  [
    '嗯|重疾险，五十万吧|可以|没问题',
    {
      ends: 'ordered',
      functions: [{ name: 'create-order', args: { product: '重疾险', amount: '500000' } }],
      says: ['重疾险', '50万元', 'BX001'],
    },
  ],
  [
    '方便|重疾|五十|帮我办吧|不是，我说的是三十万|确认',
    { ends: 'ordered', functions: [{ name: 'create-order', args: { product: '重疾险', amount: '300000' } }] },
  ],
  [
    '方便|重疾险|五十万|要|不对，是医疗险|确认',
    { ends: 'ordered', functions: [{ name: 'create-order', args: { product: '医疗险', amount: '500000' } }] },
  ],
  [
    '方便|重疾险|五十万|要|保额改成二十万|是的',
    { ends: 'ordered', functions: [{ name: 'create-order', args: { product: '重疾险', amount: '200000' } }] },
  ],
  [
    '方便|重疾险|五十万|要|不对|改保额|八十万|确认',
    { ends: 'ordered', functions: [{ name: 'create-order', args: { product: '重疾险', amount: '800000' } }] },
  ],
  [
    '方便|重疾险|五十万|要|不对|换成医疗险|确认',
    { ends: 'ordered', functions: [{ name: 'create-order', args: { product: '医疗险', amount: '500000' } }] },
  ],
  ['我想买五十万的重疾险', { at: 'ask-interest', slots: { amount: '500000', product: '重疾险' }, grade: 'C' }],
  // By keys alone
  [
    '#1|#1|#30|#1|#1',
    {
      ends: 'ordered',
      grade: 'A',
      functions: [{ name: 'create-order', args: { product: '重疾险', amount: '300000' } }],
    },
  ],
  ['#1|#2|#50|#0', { ends: null, grade: 'A', at: 'human/transfer', slots: { product: '医疗险', amount: '500000' } }],
  ['#1|#1|#30|#2|#2', { ends: 'not-interested', grade: 'F' }],
  ['#2|#2', { ends: 'not-interested', grade: 'F', tags: ['拒绝'] }],
  ['#0', { at: 'human/transfer', grade: 'A' }],
  [
    '#1|#1|#30|#1|#2|#2|#40|#1',
    { ends: 'ordered', functions: [{ name: 'create-order', args: { product: '重疾险', amount: '400000' } }] },
  ],
  // A person
  ['方便|重疾险|五十万|帮我转人工吧', { at: 'human/transfer', grade: 'A', ends: null }],
  ['方便|我要跟真人说', { at: 'human/transfer', grade: 'A' }],
  // Objections
  ['方便|多少钱|医疗险', { at: 'ask-amount', tags: ['关心价格'], slots: { product: '医疗险' } }],
  [
    '方便|重疾险和医疗险有什么区别',
    { at: 'ask-product', intents: ['affirm', 'difference'], says: ['确诊', '您更关心哪一个'] },
  ],
  ['方便|你推荐吧|可以', { at: 'ask-amount', slots: { product: '重疾险' } }],
  ['方便|重疾险，多少钱|三十万', { at: 'ask-interest', slots: { product: '重疾险', amount: '300000' } }],
  ['我已经有保险了|可以听听', { at: 'ask-product', tags: ['已有保险'] }],
  ['我已经买过了|不用了', { ends: 'not-interested', grade: 'F' }],
  [
    '方便|重疾险|三十万|我考虑一下|好的|明天下午三点',
    {
      ends: 'call-back',
      grade: 'C',
      callBack: '2026-03-03T15:00',
      tags: ['听完方案', '考虑中', '预约回电'],
      functions: [{ name: 'send-sms', args: { template: 'insurance-plan', product: '重疾险', amount: '300000' } }],
    },
  ],
  ['方便|重疾险|三十万|我跟老婆商量商量|不用了', { ends: 'finished', grade: 'C' }],
  [
    '我考虑一下|行',
    { at: 'call-back/ask-time', functions: [{ name: 'send-sms', args: { template: 'insurance-introduction' } }] },
  ],
  ['我在开车', { ends: null, at: 'call-back/ask-time', says: ['注意安全', '什么时候方便'] }],
  ['我在开车|晚上吧', { ends: 'call-back', callBack: '2026-03-02T19:30', grade: 'C' }],
  ['在开车，晚上八点再打', { ends: 'call-back', callBack: '2026-03-02T20:00' }],
  ['现在没时间|过两天', { ends: 'call-back', callBack: '2026-03-04T10:00' }],
  ['不方便|…', { ends: 'call-back', callBack: null }],
  ['不方便|随便吧|不知道', { ends: 'call-back', callBack: null }],
  ['你是机器人吗|方便', { at: 'ask-product', intents: ['is-robot', 'affirm'] }],
  ['你怎么有我电话的', { at: 'ask-convenient', tags: ['质疑隐私'], says: ['咨询记录'] }],
  ['没兴趣', { ends: null, at: 'not-interested/win-back', says: ['理解'] }],
  ['没兴趣|不需要', { ends: 'not-interested', grade: 'F', tags: ['拒绝'] }],
  ['没兴趣|那你说说吧', { at: 'ask-product', ends: null }],
  ['方便|重疾险|没兴趣|行你说|三十万|不需要', { ends: 'not-interested', grade: 'F' }],
  ['方便|不需要|可以|不用了谢谢', { ends: 'not-interested', grade: 'F' }],
  ['别再打了', { ends: 'do-not-call', doNotCall: true, grade: 'F', outcome: 'completed' }],
  ['方便|重疾险|以后不要再给我打电话了', { ends: 'do-not-call', doNotCall: true, grade: 'F' }],
  ['没兴趣|别打了，把我拉黑', { ends: 'do-not-call', doNotCall: true, grade: 'F' }],
  ['你打错了', { ends: 'wrong-person', grade: 'E', doNotCall: false }],
  ['他不在，我是他老婆', { ends: 'other-person', callBack: null }],
  [
    '加个微信吧|方便',
    {
      at: 'ask-product',
      tags: ['要资料'],
      functions: [{ name: 'send-sms', args: { template: 'insurance-introduction' } }],
    },
  ],
  ['方便|重疾险|发个资料给我看看', { at: 'ask-amount', tags: ['要资料'] }],
  ['我要投诉你们', { ends: 'complaint', grade: 'F', doNotCall: true }],
  ['神经病', { ends: 'complaint', grade: 'F' }],
  ['你们是不是骗子', { at: 'ask-convenient', says: ['谨慎', '方便'] }],
  ['你是谁', { at: 'ask-convenient', says: ['安康保险'] }],
  ['你说重点', { at: 'ask-convenient', says: ['简单说'] }],
  // Repairs
  ['你说什么', { at: 'ask-convenient', says: ['再说一遍', '您现在方便吗'] }],
  ['喂你好', { at: 'ask-convenient', says: ['方便听吗'] }],
  ['…', { at: 'ask-convenient', says: ['能听到'] }],
  ['…|能听到', { at: 'ask-convenient', says: ['方便'] }],
  ['…|…|…', { ends: 'silence', outcome: 'silent' }],
  ['苹果香蕉', { at: 'ask-convenient', says: ['没太听清'] }],
  ['苹果香蕉|西瓜葡萄|樱桃番茄', { ends: 'not-understood', outcome: 'not-understood' }],
  ['嗯|嗯|嗯|嗯|嗯', { at: 'human/transfer' }],
  ['方便|苹果|香蕉|西瓜|不用', { ends: 'finished' }],
  ['方便|重疾险|五块', { at: 'ask-amount', says: ['保额'] }],
  ['方便|重疾险|五十万|要|嗯', { at: 'confirm-order', ends: null, functions: [] }],
  ['多少钱|价格|多少钱', { says: ['顾问'] }],
  // Machines
  ['@voicemail', { ends: 'voicemail', outcome: 'voicemail' }],
];

describe('the insurance script', () => {
  it.each(cases)('%s', (customer, expected) => {
    expect(outcomeOf(script, customer, expected)).toEqual(expected);
  });

  it('promises a call-back where no person takes the transfer', () => {
    const expected: Expected = {
      ends: 'transfer-failed',
      outcome: 'transfer-failed',
      callBack: null,
      grade: 'B',
      says: ['稍后给您回电'],
    };
    expect(outcomeOf(script, '转人工', expected, { transferAnswered: false })).toEqual(expected);
  });

  it('says so where the order cannot be made, and creates none', () => {
    const slots = { product: '重疾险', amount: '300000' };
    const expected: Expected = { ends: 'order-failed', callBack: null, grade: 'B', slots };
    const runFunction = (): FunctionResult => ({ ok: false, reason: 'database-away' });
    expect(outcomeOf(script, '方便|重疾险|三十万|办理|确认', expected, { runFunction })).toEqual(expected);
  });

  it('greets by name, says that an AI calls, and cannot be interrupted there', () => {
    const { moves } = converse(script, '', { variables: { name: '王先生' } });
    const [greeting] = moves.filter((move) => move.kind === 'say');
    expect(greeting?.text).toContain('您好王先生，我是安康保险的AI智能助手');
    expect(greeting?.bargeIn).toEqual({ mode: 'never' });
  });

  it('has every sentence without a slot in it ready to be synthesised', () => {
    const texts = utterancesOf(script, { name: '王先生' }).map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(60);
    expect(texts.filter((text) => text.includes('{'))).toEqual([]);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts[0]).toContain('王先生');
  });
});
