import { describe, expect, it } from 'vitest';
import { readQuestion, type Question } from './read-question.ts';

describe('readQuestion()', () => {
  it.each<readonly [string, Partial<Question>]>([
    ['您好，我是智能助手，本次通话会录音。', { kind: 'none', options: [], keys: [] }],
    [
      '请问您现在方便吗？方便请按1，不需要请按2。',
      {
        kind: 'yes-no',
        echo: '方便',
        keys: [
          { digit: '1', label: '方便' },
          { digit: '2', label: '不需要' },
        ],
      },
    ],
    ['请问您想先了解重疾险，还是医疗险？重疾险按1，医疗险按2。', { kind: 'choice', options: ['重疾险', '医疗险'] }],
    ['好的。您想改产品还是改保额？', { kind: 'choice', options: ['改产品', '改保额'] }],
    ['您家里几口人住？两居、三居还是四居合适？', { kind: 'choice', options: ['两居', '三居', '四居'] }],
    ['会计、设计、数据分析，您想听哪个？', { kind: 'choice', options: ['会计', '设计', '数据分析'] }],
    ['您可以直接说“重疾险”或者“医疗险”。', { kind: 'choice', wanted: ['重疾险', '医疗险'] }],
    [
      '您想要多少保额呢？比如三十万、五十万。也可以按键输入，单位是万，以井号结束。',
      { kind: 'quantity', takesNumberKeys: true, keys: [] },
    ],
    ['请问您今年多大年纪？', { kind: 'quantity', unit: '岁' }],
    ['一年大概想花多少钱？比如三千块。', { kind: 'quantity', unit: '块' }],
    ['请问您是王小明吗？是本人请按1，不是请按2。', { kind: 'who' }],
    ['本期应还1250元，您能按时还吗？', { kind: 'yes-no', deed: '还' }],
    ['请问您最近有买房的打算吗？', { kind: 'yes-no', deed: '买房' }],
    ['要不要帮您约个时间？', { deed: '' }],
    ['您大概想控制在多少万？', { kind: 'quantity', unit: '万' }],
    ['一共几位来？', { kind: 'quantity', unit: '位' }],
    ['0到10分，您打几分？', { kind: 'score' }],
    ['那您看什么时候方便，我再给您打过来？', { kind: 'when' }],
    ['能说说是哪里没做好吗？', { kind: 'why' }],
    ['请问怎么称呼您？', { kind: 'name' }],
    [
      '跟您核对一下：重疾险，保额50万元。没问题的话请说“确认”，或者按1；要修改请直接告诉我，或者按2。',
      { kind: 'check', wanted: ['确认'] },
    ],
    ['好的，正在为您登记。再问一句，您有时间吗？', { kind: 'yes-no', echo: '有时间', deed: '' }],
  ])('%s', (text, wanted) => {
    expect(readQuestion(text)).toMatchObject(wanted);
  });
});
