import { expect, test } from 'vitest';
import { wordPieces } from './word-pieces.ts';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '保', '险', '，', 'app', '##s', 'cafe', '5', '##0', '?'].join(
  '\n',
);
const pieces = wordPieces(vocabulary);

test.each([
  ['保险', [2, 4, 5, 3]],
  ['Apps 保险', [2, 7, 8, 4, 5, 3]],
  ['Café，保', [2, 9, 6, 4, 3]],
  ['50', [2, 10, 11, 3]],
  ['保?', [2, 4, 12, 3]],
  ['贵', [2, 1, 3]],
  ['appx', [2, 1, 3]],
  ['', [2, 3]],
])('%s', (sentence, ids) => {
  expect(pieces(sentence)).toEqual(ids);
});

test('a speech is cut where the model can hear no more', () => {
  const ids = pieces('保'.repeat(500));
  expect(ids).toHaveLength(64);
  expect(ids.at(-1)).toBe(3);
});

test('what is no vocabulary of BERT is refused', () => {
  expect(() => wordPieces('保\n险\n')).toThrow("the vocabulary has no [CLS]; wanted BERT's vocab.txt");
});
