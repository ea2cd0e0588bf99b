import { expect, test } from 'vitest';
import { SentenceTexts } from './sentence-texts.ts';

test('a sentence is replaced until the next begins, and the text is all of them in order', () => {
  const texts = new SentenceTexts();
  texts.set(1, '你好');
  texts.set(1, '你好。');
  texts.set(2, '请问');
  texts.set(0, '喂，');
  expect(texts.text).toBe('喂，你好。请问');
});

test('English sentences get a space between them, Chinese none', () => {
  const texts = new SentenceTexts();
  texts.set(1, 'Yes.');
  texts.set(2, 'I do');
  texts.set(3, '好的');
  expect(texts.text).toBe('Yes. I do好的');
});

test('the turn is as sure as its least sure sentence, and sure where nothing is told', () => {
  const texts = new SentenceTexts();
  expect([texts.text, texts.confidence]).toEqual(['', 1]);
  texts.set(1, '好', 0.9);
  texts.set(2, '的', 0.4);
  texts.set(3, '吧');
  expect(texts.confidence).toBe(0.4);
});
