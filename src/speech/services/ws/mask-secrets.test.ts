import { expect, test } from 'vitest';
import { maskSecrets } from './mask-secrets.ts';

test('a secret is gone from a reason, plain and as it stands in a URL', () => {
  const said = 'bad sign: key=a+b/c= in /v2?sig=a%2Bb%2Fc%3D&x=1';
  expect(maskSecrets(said, ['a+b/c='])).toBe('bad sign: key=*** in /v2?sig=***&x=1');
});

test('of two secrets where one begins the other, nothing is left over', () => {
  expect(maskSecrets('abcdef abc', ['abc', 'abcdef'])).toBe('*** ***');
});

test('no secret at all changes nothing, and an empty one is none', () => {
  expect(maskSecrets('words', ['', 'key'])).toBe('words');
});

test('a reason stays on one line and is short', () => {
  expect(maskSecrets('one\r\ntwo\u0000\tthree', [])).toBe('one two three');
  expect(maskSecrets('好'.repeat(1_000), [])).toHaveLength(300);
});
