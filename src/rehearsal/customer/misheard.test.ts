import { expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { mishear } from './misheard.ts';

const words = '我想先了解一下你们的重疾险大概多少钱';

it('hears every word where nothing is in the way', () => {
  const { text, confidence } = mishear(words, 0, seededRandom(1));
  expect(text).toBe(words);
  expect(confidence).toBeGreaterThan(0.89);
});

it('hears otherwise as often as it is told to, always the same for the same seed, and is less sure then', () => {
  const heard = Array.from({ length: 200 }, (_, seed) => mishear(words, 0.2, seededRandom(seed)));
  expect(heard).toEqual(Array.from({ length: 200 }, (_, seed) => mishear(words, 0.2, seededRandom(seed))));
  const otherwise = heard.map(({ text }) => Array.from(text).filter((character) => !words.includes(character)).length);
  const share = otherwise.reduce((sum, count) => sum + count, 0) / (200 * words.length);
  expect(share).toBeGreaterThan(0.08);
  expect(share).toBeLessThan(0.2);
  const sure = heard.reduce((sum, { confidence }) => sum + confidence, 0) / 200;
  expect(sure).toBeLessThan(0.78);
});

it('takes characters for others of like sound, drops some and doubles some', () => {
  const heard = Array.from({ length: 300 }, (_, seed) => mishear('重疾险', 0.5, seededRandom(seed)).text);
  expect(heard).toContain('重疾险');
  expect(heard.some((text) => /^[种中众终]疾险$/u.test(text))).toBe(true);
  expect(heard.some((text) => text.length < 3)).toBe(true);
  expect(heard.some((text) => /(.)\1/u.test(text))).toBe(true);
});
