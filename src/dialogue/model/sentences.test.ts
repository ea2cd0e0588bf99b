import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from './sentences.ts';

describe('splitSentences', () => {
  it('gives sentences as soon as their end mark has come, and keeps the rest', () => {
    expect(splitSentences('您好。请问您')).toEqual({ whole: ['您好。'], rest: '请问您' });
    expect(splitSentences('保费是3.5万元。“好吗？”行')).toEqual({ whole: ['保费是3.5万元。', '“好吗？”'], rest: '行' });
    expect(splitSentences('It is 3.5 in all. Yes')).toEqual({ whole: ['It is 3.5 in all.'], rest: ' Yes' });
  });

  it('gives what has no end mark at the end of the stream', () => {
    expect(splitSentences('好的', true)).toEqual({ whole: ['好的'], rest: '' });
  });

  it('cuts what goes on and on, at a comma where there is one', () => {
    const { whole, rest } = splitSentences(`${'很长'.repeat(20)}，${'还有'.repeat(25)}`);
    expect(whole).toEqual([`${'很长'.repeat(20)}，`]);
    expect(rest).toBe('还有'.repeat(25));
    expect(splitSentences('啊哦'.repeat(80)).whole).toEqual(['啊哦'.repeat(60)]);
  });

  it('gives nothing without letters', () => {
    expect(splitSentences('。。！？', true).whole).toEqual([]);
  });

  it('gives the same sentences however the stream is cut', () => {
    const text = '您好，我是智能助手。保费一年3600元；保额100万！您看可以吗？The end is 3.5 now. 再见';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 80, maxLength: 80 }), (lengths) => {
        const sentences: string[] = [];
        let rest = '';
        let at = 0;
        for (const length of lengths) {
          const split = splitSentences(rest + text.slice(at, at + length), at + length >= text.length);
          at += length;
          rest = split.rest;
          sentences.push(...split.whole);
          if (at >= text.length) break;
        }
        expect(sentences).toEqual(splitSentences(text, true).whole);
      }),
    );
  });
});
