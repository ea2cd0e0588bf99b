import { describe, expect, it } from 'vitest';
import type { GatheredSentence } from '../contract/tuning.ts';
import { systemClock } from '../foundation/clock.ts';
import { seededRandom, shuffled } from '../foundation/random.ts';
import { groupSentences } from './group-sentences.ts';
import { manySentences } from './testing/many-sentences.ts';

function said(text: string, index: number, node = 'ask'): GatheredSentence {
  return {
    callId: `n1-${index}`,
    step: 1,
    saidAtMs: index,
    scriptVersion: 1,
    flow: 'main',
    node,
    question: '',
    text,
    why: 'missed',
    readings: [],
    fromSec: null,
    toSec: null,
  };
}
const textsOf = (texts: readonly string[]): readonly (readonly string[])[] =>
  groupSentences(texts.map((text, index) => said(text, index))).map((group) => group.texts);

describe('groupSentences', () => {
  it('puts the same words with sounds around them together, under what was said most', () => {
    expect(textsOf(['你们几点下班', '你们几点下班', '你们几点下班啊', '可以刷卡吗'])).toEqual([
      ['你们几点下班', '你们几点下班啊'],
      ['可以刷卡吗'],
    ]);
  });

  it('knows what was misheard by its sound', () => {
    expect(textsOf(['保费怎么交', '保费怎么交', '保肺怎么教', '门口能停车吗'])).toEqual([
      ['保费怎么交', '保肺怎么教'],
      ['门口能停车吗'],
    ]);
  });

  it('keeps apart what one says and the other denies', () => {
    expect(textsOf(['我要上门安装', '我不要上门安装'])).toHaveLength(2);
  });

  it('gives the same groups in whatever order the sentences come, the biggest first, with nodes by how often', () => {
    const all = ['几点下班', '几点下班啊', '几点下班', '可以刷卡吗', '刷卡可以吗'].map((text, index) =>
      said(text, index, index === 4 ? 'pay' : 'ask'),
    );
    const groups = groupSentences(all);
    expect(groups.map(({ text, count }) => [text, count])[0]).toEqual(['几点下班', 3]);
    for (let seed = 0; seed < 5; seed++) expect(groupSentences(shuffled(all, seededRandom(seed)))).toEqual(groups);
    expect(groups[1]?.nodes).toEqual([
      { flow: 'main', node: 'ask', count: 1 },
      { flow: 'main', node: 'pay', count: 1 },
    ]);
  });

  it('takes five thousand wordings, a hundred meanings of fifty', () => {
    const texts = manySentences(5_000);
    const startedAtMs = systemClock.monotonicMs();
    const groups = groupSentences(texts.map((text, index) => said(text, index)));
    process.stdout.write(
      `grouped ${texts.length} sentences into ${groups.length} in ${Math.round(systemClock.monotonicMs() - startedAtMs)} ms\n`,
    );
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
    expect(groups.length).toBeLessThan(2_500);
  }, 120_000);
});
