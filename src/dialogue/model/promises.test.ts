import { describe, expect, it } from 'vitest';
import { forbiddenPromises, otherPromises } from '../testing/forbidden-promises.ts';
import { promiseIn } from './promises.ts';

/** What an honest seller says. */
const honest = [
  '我们不能保证收益',
  '收益是不保证的，以实际为准',
  '任何人都不能承诺一定赔付',
  '理赔要看合同约定',
  '这个我没法保证，要以审核结果为准',
  '投资有风险，可能会亏损',
  '不存在百分百理赔的产品',
  '是否通过由保险公司审核决定',
  '您可以先了解一下，不着急决定',
  '一定要如实告知健康情况',
  '保额最高一百万元',
  '一年的保费是三千六百元',
  '犹豫期是十五天',
  '我们是正规公司的智能助手',
  '具体价格以页面显示为准',
  '我帮您转接人工顾问好吗',
  '请问您平时关注哪方面的保障',
  '理赔一般需要准备病历和发票',
  '产品不保本，请您谨慎考虑',
  '我不确定，稍后请顾问给您回电',
  '这款产品没有承诺保底收益',
  '您说的内部名额是没有的',
  '好的，那我就不打扰您了',
  '您看明天下午三点方便吗',
  '这次讲座在周六上午举行',
  '活动什么时候结束我不清楚',
  'We cannot guarantee any returns.',
  'The price is on our website.',
];

describe('promiseIn', () => {
  it.each(forbiddenPromises)('finds the promise in %s', (sentence) => {
    expect(promiseIn(sentence)).not.toBeNull();
  });

  it.each(otherPromises)('finds the one in %s', (sentence) => {
    expect(promiseIn(sentence)).not.toBeNull();
  });

  it.each(honest)('finds none in %s', (sentence) => {
    expect(promiseIn(sentence)).toBeNull();
  });

  it('finds a promise that is made in two sentences', () => {
    expect(promiseIn('这个我们是保证的。')).toBeNull();
    expect(promiseIn('这个我们是保证的。', '说到收益。')).not.toBeNull();
    expect(promiseIn('收益。', '我们保证。')).not.toBeNull();
  });

  it('does not find again what was said before', () => {
    expect(promiseIn('您还有什么想了解的吗？', '我们保证收益。')).toBeNull();
  });
});
