import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScript } from '../dialogue/index.ts';
import { converse } from '../dialogue/testing/converse.ts';
import { sampleScript } from './testing/sample-scripts.ts';

const script = compileScript(sampleScript('payment-reminder'));
const variables = { name: '王小明先生', product: '消费分期', amount: '1250元', due: '3月5号' };
const secret = /消费分期|1250|3月5号|账单|逾期|欠款|应还|还款/;

/** Whoever has picked up, and has not said that he is the person we look for. */
const said = fc.constantFrom(
  '他不在，我是他老婆',
  '有什么事跟我说就行',
  '他是不是欠你们钱了',
  '要还多少钱',
  '怎么还',
  '哪天到期',
  '逾期了会怎么样',
  '没钱',
  '能不能分期',
  '已经还了',
  '我没借过',
  '发短信给我',
  '多少钱',
  '你是谁',
  '你是机器人吗',
  '没兴趣',
  '不需要',
  '在开车',
  '明天下午三点',
  '说重点',
  '你们是不是骗子',
  '转人工',
  '再说一遍',
  '喂',
  '嗯',
  '苹果',
  '…',
  '#0',
  '#3',
  '#9',
);

describe('the payment reminder', () => {
  it('says no word of money to anybody who has not said that it is him', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 12 }), (lines) => {
        const talk = converse(script, lines.join('|'), { variables, transferAnswered: false });
        expect(talk.memory.tags).not.toContain('本人');
        expect(talk.said.filter((text) => secret.test(text))).toEqual([]);
        expect(talk.functions).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves no word of money with a machine', () => {
    const talk = converse(script, '@voicemail', { variables });
    expect(talk.said.join('')).toContain('王小明先生');
    expect(talk.said.filter((text) => secret.test(text))).toEqual([]);
  });

  it('tells the person himself, and threatens with nothing', () => {
    expect(converse(script, '#1', { variables }).said.at(-1)).toContain('1250元');
    const texts = JSON.stringify(script.document);
    expect(/起诉|法院|法律责任|上门|黑名单|后果自负|通知您的(家人|单位)/.exec(texts)).toBeNull();
  });
});
