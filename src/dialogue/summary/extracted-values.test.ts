import { describe, expect, it } from 'vitest';
import { heldCall } from '../testing/held-call.ts';
import { extractedValues } from './extracted-values.ts';

const call = heldCall([
  '您家年收入有80万吗？',
  '家里一年四十万左右，两个孩子',
  '您看哪天方便？',
  '下周三我过去，电话13812345678',
  '您之前买过保险吗？',
  '买过',
  '您在比较哪家？',
  '在看平安的福满分，就怕理赔麻烦',
]);
const found = (name: string, value: string, sentence: string) =>
  extractedValues({ [`value-${name}`]: value, [`sentence-${name}`]: sentence }, call)[name];

describe('a value that a model found', () => {
  it.each([
    ['income', '四十万', '家里一年四十万左右', '400000'],
    ['income', '40万元', '家里一年四十万左右，两个孩子', '400000'],
    ['children', '2', '两个孩子', '2'],
    ['visit', '下周三', '下周三我过去', '2026-03-11'],
    ['visit', '2026-03-11', '下周三我过去', '2026-03-11'],
    ['insured', 'yes', '买过', 'yes'],
    ['worry', '理赔', '就怕理赔麻烦。', '理赔'],
    ['rival', '平安的福满分', '在看平安的福满分', '平安的福满分'],
  ])('is kept with the sentence it stands in: %s %s', (name, value, sentence, kept) => {
    expect(found(name, value, sentence)).toMatchObject({ value: kept });
  });

  it('has its question, and the words as the transcript has them, without numbers', () => {
    expect(found('visit', '下周三', '下周三我过去')).toEqual({
      question: '哪天来店里',
      value: '2026-03-11',
      evidence: { turn: 2, offsetMs: 3_000, text: '下周三我过去，电话138****5678' },
    });
  });

  it.each([
    ['no sentence', 'income', '40万', ''],
    ['a sentence nobody said', 'income', '40万', '我一年挣四十万'],
    ["the robot's sentence", 'income', '80万', '您家年收入有80万吗'],
    ['another sum than the sentence has', 'income', '400万', '家里一年四十万左右'],
    ['another day', 'visit', '2026-03-12', '下周三我过去'],
    ['no number', 'children', '很多', '家里一年四十万左右，两个孩子'],
    ['a piece of a word for evidence', 'insured', 'yes', '的'],
    ['neither yes nor no', 'insured', '买过', '买过'],
    ['a choice of its own', 'worry', '服务', '就怕理赔麻烦'],
    ['words of its own', 'rival', '国寿的福满分', '在看平安的福满分'],
    ['a text without end', 'rival', '平安'.repeat(60), '在看平安的福满分'],
    ['what the script does not ask for', 'grade', 'A', '买过'],
    ['what every object has', 'constructor', 'x', '买过'],
  ])('is refused with %s', (_, name, value, sentence) => {
    expect(extractedValues({ [`value-${name}`]: value, [`sentence-${name}`]: sentence }, call)).toEqual({});
  });

  it('is what the customer said last, where he said it more than once', () => {
    const twice = heldCall(['几个孩子？', '两个孩子', '确认一下', '两个孩子']);
    const { children } = extractedValues({ 'value-children': '2', 'sentence-children': '两个孩子' }, twice);
    expect(children?.evidence.turn).toBe(2);
  });
});
