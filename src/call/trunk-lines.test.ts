import { expect, test } from 'vitest';
import { trunkSchema } from '../contract/lines-document.ts';
import {
  freeLines,
  freshTrunkLines,
  giveChannel,
  giveLine,
  isTrunkFailure,
  takeChannel,
  takeLine,
  type TrunkLinesState,
} from './trunk-lines.ts';

const trunk = trunkSchema.parse({
  name: 't',
  proxy: '127.0.0.1',
  callerNumbers: ['+8610000000'],
  maxCalls: 3,
  callsPerSecond: 2,
  breaker: { minCalls: 5, failureShare: 0.5, restMs: 1_000 },
});

function take(state: TrunkLinesState, nowMs: number): { taken: boolean; reason?: string; state: TrunkLinesState } {
  return takeLine(trunk, state, nowMs);
}

test('takeLine() stops at the line limit and goes on when one is given back', () => {
  let state = freshTrunkLines(0);
  for (const nowMs of [0, 1_000, 2_000]) state = take(state, nowMs).state;
  expect(take(state, 5_000)).toMatchObject({ taken: false, reason: 'no-line' });
  expect(take(giveLine(trunk, state, false, 5_000), 5_000).taken).toBe(true);
});

test('takeLine() keeps to the calls per second', () => {
  const first = take(freshTrunkLines(0), 0);
  expect(take(first.state, 100)).toMatchObject({ taken: false, reason: 'too-fast' });
  expect(take(first.state, 500).taken).toBe(true);
});

test('the breaker opens after enough failures, tries one call after its rest, and closes on a good one', () => {
  let state = freshTrunkLines(0);
  let nowMs = 0;
  for (let call = 0; call < 5; call++) {
    nowMs += 1_000;
    state = giveLine(trunk, take(state, nowMs).state, true, nowMs);
  }
  expect(freeLines(trunk, state, nowMs)).toEqual({ freeLines: 0, usable: false });
  expect(take(state, nowMs + 500)).toMatchObject({ taken: false, reason: 'trunk-resting' });
  const trying = take(state, nowMs + 1_000);
  expect(trying.taken).toBe(true);
  expect(take(trying.state, nowMs + 2_000)).toMatchObject({ taken: false, reason: 'trunk-resting' });
  expect(freeLines(trunk, giveLine(trunk, trying.state, true, nowMs + 2_000), nowMs + 2_000).usable).toBe(false);
  expect(freeLines(trunk, giveLine(trunk, trying.state, false, nowMs + 2_000), nowMs + 2_000)).toEqual({
    freeLines: 3,
    usable: true,
  });
});

test('isTrunkFailure() blames the trunk for 403, 484, 5xx and untrusted 404 alone', () => {
  expect([403, 484, 500, 503, 404].every((status) => isTrunkFailure(status, false))).toBe(true);
  expect([404, 486, 480, 603, 200].some((status) => isTrunkFailure(status, true))).toBe(false);
});

test('a gateway takes as many calls as its groups have channels, and a group that is busied out drains', () => {
  const groups = (busyOut: boolean): typeof trunk => ({
    ...trunk,
    callsPerSecond: 500,
    channelGroups: [
      { name: 'e1', line: 'E1', busyOut },
      { name: 't1', line: 'T1', busyOut: false },
    ],
  });
  let state = freshTrunkLines(0);
  const takeAll = (gateway: typeof trunk, nowMs: number): void => {
    for (let answer = takeLine(gateway, state, nowMs); answer.taken; answer = takeLine(gateway, state, nowMs))
      state = answer.state;
  };
  takeAll({ ...groups(false), channelGroups: groups(false).channelGroups.slice(0, 1) }, 1_000);
  expect(state.inUse).toBe(30);
  takeAll(groups(false), 2_000);
  expect(state.inUse).toBe(53);
  expect(takeLine(groups(false), state, 3_000)).toMatchObject({ taken: false, reason: 'no-line' });
  for (let call = 0; call < 30; call++) {
    expect(freeLines(groups(true), state, 4_000).freeLines).toBe(0);
    state = giveLine(trunk, state, false, 4_000);
  }
  expect(freeLines(groups(true), state, 5_000).freeLines).toBe(0);
  expect(freeLines(groups(true), giveLine(trunk, state, false, 5_000), 5_000).freeLines).toBe(1);
});

test('a call that comes in takes a channel of a gateway, and neither a call per second nor the breaker', () => {
  const gateway = { ...trunk, channelGroups: [{ name: 't1', line: 'T1' as const, busyOut: false }] };
  let state = freshTrunkLines(0);
  for (let call = 0; call < 23; call++) state = takeChannel(gateway, state) ?? state;
  expect(state).toEqual({ ...freshTrunkLines(0), inUse: 23 });
  expect(takeChannel(gateway, state)).toBeNull();
  expect(takeLine(gateway, state, 10_000)).toMatchObject({ taken: false, reason: 'no-line' });
  const freed = giveChannel(state);
  expect(takeLine(gateway, freed, 10_000).taken).toBe(true);
  expect(takeChannel({ ...gateway, channelGroups: [{ name: 't1', line: 'T1', busyOut: true }] }, freed)).toBeNull();
  expect(giveChannel(freshTrunkLines(0)).inUse).toBe(0);
});
