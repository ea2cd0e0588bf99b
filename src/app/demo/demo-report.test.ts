import { expect, test } from 'vitest';
import { readAs } from './compare-calls.ts';
import { dealPeople, demoList, demoRefusals, realNumber } from './demo-people.ts';
import { countBy, describeBySound, percentilesOf, shortcomingOf, type DemoReport } from './demo-report.ts';

test('percentilesOf() takes the nearest rank, and null of nothing', () => {
  expect(percentilesOf([4, 1, 3, 2])).toEqual({ p50: 2, p95: 4 });
  expect(percentilesOf([])).toEqual({ p50: null, p95: null });
});

test('countBy() counts names, most frequent first, and leaves out null', () => {
  expect(Object.entries(countBy(['a', 'b', 'b', null], (name) => name))).toEqual([
    ['b', 2],
    ['a', 1],
  ]);
});

const whole: DemoReport = {
  leads: 70,
  calls: 60,
  compared: 60,
  answered: 40,
  behaviours: Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`b${index}`, 3])),
  outcomes: {},
  refused: { 'consent.missing': 1 },
  grades: {},
  transfers: 1,
  orders: 1,
  recordings: 40,
  textOffered: 60,
  outcomesAgree: 60,
  agree: 60,
  bySound: null,
  mismatches: [],
  turnLatencyMs: { p50: 1, p95: 1 },
  bargeInMs: { p50: 1, p95: 1 },
};

test.each<[string, Partial<DemoReport>, string | null]>([
  ['a whole demo', {}, null],
  ['too few calls', { calls: 59, compared: 59 }, '59 calls were placed, wanted 60 or more'],
  ['calls without a record', { compared: 58 }, '2 calls could not be compared'],
  [
    'a difference',
    { mismatches: [{ sipCallId: 'x', behaviour: null, what: 'outcome', product: 'a', simulator: 'b' }] },
    '1 differences between the product and the simulator',
  ],
  ['too few kinds of customers', { behaviours: { one: 60 } }, '1 kinds of customers were met, wanted 20 or more'],
  ['a rule that refused nobody', { refused: {} }, "nobody was refused by rule 'consent.missing'"],
])('shortcomingOf() %s', (_name, changes, wanted) => {
  expect(shortcomingOf({ ...whole, ...changes }, { calls: 60, behaviours: 20, refusedBy: ['consent.missing'] })).toBe(
    wanted,
  );
});

test.each([
  ['the same', '您好请问', '您好请问', true],
  ['the last words under way', '您好请问您', '您好', true],
  ['a character lost on the line', '您好请问', '您\uFFFD请问', true],
  ['a mark of loss where nothing of it was heard', '方便你说吧', '\uFFFD方便你说\uFFFD吧', true],
  ['other words', '您好请问', '再见请问', false],
  ['more read than sent', '您好', '您好请问', false],
  ['half of it under way', '您好请问您现在方便吗', '您好', false],
])('readAs() of %s', (_name, sent, read, wanted) => {
  expect(readAs(sent, read)).toBe(wanted);
});

test('dealPeople() gives each rule a number of its own, and demoList() holds them all and three bad lines', () => {
  const numbers = Array.from({ length: 12 }, (_, index) => `+999100000${String(index).padStart(3, '0')}`);
  const people = dealPeople(numbers);
  expect(people.callable).toHaveLength(12 - (demoRefusals.length - 1));
  expect(new Set([...people.callable, ...Object.values(people.refused)]).size).toBe(13);
  expect(people.refused['number.real-on-simulated-trunk']).toBe(realNumber);
  const lines = demoList(people, '2026-01-01T00:00:00Z').split('\n');
  expect(lines).toHaveLength(1 + 13 + 3);
  expect(lines.filter((line) => line.includes('官网预约')).length).toBe(12 + 3);
});

const bySound = { lines: 100, asides: 10, clarified: 9, wrongBranch: 1, cutOff: 0 };
const heard = {
  ...whole,
  textOffered: 0,
  compared: 60,
  outcomesAgree: 54,
  bySound,
  mismatches: [{ sipCallId: 'x', behaviour: null, what: 'outcome', product: 'a', simulator: 'b' }],
};

test.each<[string, Partial<DemoReport>, string | null]>([
  ['nine outcomes in ten', {}, null],
  ['fewer', { outcomesAgree: 53 }, "53 of 60 outcomes (88 %) are those of the simulator's log, wanted 90 % or more"],
  ['text', { textOffered: 2 }, '2 calls offered text, wanted none'],
  [
    'too many asides taken for answers',
    { bySound: { ...bySound, clarified: 8, wrongBranch: 2 } },
    '8 of 10 asides (80 %) ended in a clarification, wanted 90 % or more',
  ],
])('shortcomingOf() a demo by sound alone: %s', (_name, changes, wanted) => {
  expect(shortcomingOf({ ...heard, ...changes }, { calls: 60, behaviours: 8, refusedBy: [] })).toBe(wanted);
});

test('describeBySound() tells shares of outcomes and of asides', () => {
  expect(describeBySound({ ...heard, agree: 50 }, bySound)).toEqual([
    '只靠声音: 结果一致 54/60 (90 %)，全部细节一致 50/60 (83 %)',
    '话术之外的话 10/100 句 (10 %): 重新询问 9，走错分支 1，通话先结束 0',
  ]);
});
