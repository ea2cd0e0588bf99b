import { describe, expect, it } from 'vitest';
import type { Reply } from './behaviour.ts';
import { chooseReply, isGoodbye, isPleaseWait, isQuestion, questionOf } from './choose-reply.ts';

const replies: readonly Reply[] = [
  { when: /保额/u, say: ['五十万。'], times: 1 },
  { when: /方便/u, say: ['方便。'] },
];

describe('questionOf()', () => {
  it('is the last sentence that asks', () => {
    expect(questionOf('您好。请问现在方便吗？我是小美。')).toBe('请问现在方便吗？');
  });
  it('is all of it where nothing is asked', () => {
    expect(questionOf('好的，马上为您介绍。')).toBe('好的，马上为您介绍。');
  });
  it('knows a question by its particle', () => {
    expect(isQuestion('您方便吗')).toBe(true);
    expect(isQuestion('祝您生活愉快。')).toBe(false);
  });
});

describe('chooseReply()', () => {
  it('answers the question before the rest of what was said', () => {
    expect(chooseReply(replies, [], '保额很高。您方便吗？')).toBe(1);
  });
  it('answers what was said where the question says nothing to it', () => {
    expect(chooseReply(replies, [], '先说保额。好吗？')).toBe(0);
  });
  it('gives a reply no oftener than it may be given', () => {
    expect(chooseReply(replies, [1], '要多少保额？')).toBeNull();
    expect(chooseReply(replies, [0, 2], '方便吗？')).toBe(1);
    expect(chooseReply(replies, [0, 3], '方便吗？')).toBeNull();
  });
});

it('a goodbye and a please-wait are told apart', () => {
  expect(isGoodbye('感谢接听，再见。')).toBe(true);
  expect(isGoodbye('请稍等。')).toBe(false);
  expect(isPleaseWait('正在为您转接，请稍候。')).toBe(true);
  expect(isPleaseWait('抱歉，坐席都在忙。')).toBe(false);
});
