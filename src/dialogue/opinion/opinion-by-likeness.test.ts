import { expect, test } from 'vitest';
import type { Doubt } from './doubt.ts';
import { opinionByLikeness, sentencesOf } from './opinion-by-likeness.ts';

const doubt: Doubt = {
  language: 'zh-CN',
  text: '划算吗',
  asked: '您想了解哪方面？',
  candidates: [
    { of: 'intent', id: 'price', name: '问价格', samples: ['多少钱', '贵不贵'] },
    { of: 'knowledge', id: 'claims', name: '怎么理赔', samples: ['多少钱'] },
  ],
  budgetMs: 400,
  by: 'likeness',
};
const towards = (degrees: number): Float32Array =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
const vectors = (price: number, claims: number): ReadonlyMap<string, Float32Array> =>
  new Map([
    ['问价格', towards(170)],
    ['多少钱', towards(175)],
    ['贵不贵', towards(price)],
    ['怎么理赔', towards(claims)],
  ]);

test('vectors are wanted of each sentence once', () => {
  expect(sentencesOf(doubt)).toEqual(['问价格', '多少钱', '贵不贵', '怎么理赔']);
});

test.each<[string, number, number, string | null]>([
  ['the one with the nearest sentence', 20, 60, 'price'],
  ['whichever stands first', 70, 30, 'claims'],
  ['none where all are far', 60, 80, null],
  ['none where two are about as near', 20, 23, null],
])('%s is meant', (_, price, claims, id) => {
  const opinion = opinionByLikeness(doubt, towards(0), vectors(price, claims));
  expect(opinion === null || opinion === 'none' ? null : opinion.id).toBe(id);
});
