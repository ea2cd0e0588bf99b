import { expect, test } from 'vitest';
import { RepeatedWords } from './repeated-words.ts';

const tellsOf = (words: RepeatedWords, texts: readonly string[]): string[] => texts.filter((text) => words.tells(text));

test('a partial is told once, and may take words back', () => {
  expect(tellsOf(new RepeatedWords(), ['我', '我想', '我想', '我要'])).toEqual(['我', '我想', '我要']);
  const words = new RepeatedWords();
  expect(tellsOf(words, ['我想买', '我要'])).toEqual(['我想买', '我要']);
});

test('a second hearing tells nothing until it has caught up', () => {
  const words = new RepeatedWords();
  words.tells('我想买');
  words.repeated();
  expect(tellsOf(words, ['我', '我想', '我想买', '我想买保', '我要'])).toEqual(['我想买保', '我要']);
  expect(words.told).toBe('我要');
});

test('the next turn begins anew', () => {
  const words = new RepeatedWords();
  words.tells('我想买保险');
  words.repeated();
  words.clear();
  expect(words.tells('好')).toBe(true);
});
