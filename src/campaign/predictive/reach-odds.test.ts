import { expect, test } from 'vitest';
import { learnDial, meanReachMs, reachesWithin, reachShare, unknownOdds, type ReachOdds } from './reach-odds.ts';

/** Of ten dials three reach somebody after 10 s, and seven end after 30 s. */
const learnt = (times: number): ReachOdds => {
  let odds = unknownOdds(20);
  for (let round = 0; round < times; round++)
    for (let dial = 0; dial < 10; dial++)
      odds = dial < 3 ? learnDial(odds, true, 10_400, 0.999) : learnDial(odds, false, 30_000, 0.999);
  return odds;
};

test('the share of dials that reach somebody is learnt, and how long it takes', () => {
  const odds = learnt(500);
  expect(reachShare(odds)).toBeCloseTo(0.3, 1);
  expect(meanReachMs(odds) / 1_000).toBeCloseTo(10.5, 1);
});

test('a dial that is past the time at which people answer reaches nobody', () => {
  const reaches = reachesWithin(learnt(2_000), 12_000);
  expect(reaches(0)).toBeCloseTo(0.3, 1);
  expect(reaches(5_000)).toBeCloseTo(0.3, 1);
  expect(reaches(20_000)).toBeLessThan(0.01);
  expect(reaches(500_000)).toBe(0);
});

test('what it was before fades: a list that answers no more is noticed', () => {
  let odds = learnt(500);
  for (let dial = 0; dial < 500; dial++) odds = learnDial(odds, false, 30_000, 0.99);
  expect(reachShare(odds)).toBeLessThan(0.05);
});
