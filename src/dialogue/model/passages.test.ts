import { describe, expect, it } from 'vitest';
import { modelScript } from '../testing/model-script.ts';
import { citedBy, findPassages, passagesOf } from './passages.ts';

const texts = [
  {
    id: 'terms',
    title: '重疾险条款',
    text: [
      '等待期为90天，等待期内确诊的，退还已交保费。',
      '犹豫期为15天，犹豫期内可以全额退保费。',
      '投保年龄为出生满28天至55周岁。',
      '续保需要在保单到期前30天内办理，逾期需要重新核保。',
      '理赔需要提供诊断证明、病历和身份证明，材料齐全后5个工作日内作出核定。',
      '缴费方式可以选择年缴或月缴，月缴总额比年缴高百分之三。',
    ].join('\n'),
  },
  { id: 'company', title: '公司', text: '总部在上海，成立于2004年。\nOur hotline answers from nine to six.' },
];
const script = modelScript({}, { texts });
const all = passagesOf(script, ['terms', 'company']);

describe('findPassages', () => {
  it.each([
    ['刚买了多久内可以退呀', 'terms#2'],
    ['等待期是多长时间', 'terms#1'],
    ['我今年六十，投保年龄够不够', 'terms#3'],
    ['理赔要准备什么材料', 'terms#5'],
    ['可以按月缴费吗', 'terms#6'],
    ['到期以后怎么续保', 'terms#4'],
    ['你们公司总部在哪里', 'company#1'],
    ['when does the hotline answer', 'company#2'],
  ])('%s: %s', (asked, id) => {
    expect(findPassages(all, asked, 3)[0]?.id).toBe(id);
  });

  it('finds nothing where nothing speaks of it, and no more than is wanted', () => {
    expect(findPassages(all, '今天天气好吗', 3)).toEqual([]);
    expect(findPassages(all, '等待期和犹豫期是多少天，理赔续保呢', 2)).toHaveLength(2);
  });
});

it('cuts long paragraphs where a sentence ends', () => {
  const long = modelScript({}, { texts: [{ id: 'long', title: '长', text: '这一句有十个字左右。'.repeat(60) }] });
  const passages = passagesOf(long, ['long']);
  expect(passages.length).toBeGreaterThan(2);
  for (const { text } of passages) {
    expect(text.length).toBeLessThanOrEqual(240);
    expect(text).toMatch(/。$/);
  }
});

it('cites the passages that have most of what a sentence says', () => {
  expect(citedBy('犹豫期是十五天，可以全额退保费。', all)).toEqual(['terms#2']);
  expect(citedBy('好的，您说。', all)).toEqual([]);
});

it('cites no passage that says another figure', () => {
  expect(citedBy('等待期为30天，等待期内确诊的退还保费。', all)).toEqual([]);
  expect(citedBy('等待期为九十天，等待期内确诊的退还保费。', all)).toEqual(['terms#1']);
});
