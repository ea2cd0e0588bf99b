import { expect, test } from 'vitest';
import { initialRestart, planRestart, type ChildEnd } from './restart-plan.ts';

const end = (changed: Partial<ChildEnd>): ChildEnd => ({
  wasReady: true,
  startedAtMs: 0,
  endedAtMs: 1_000,
  refusal: null,
  how: 'SIGABRT',
  ...changed,
});

test('a death in service is followed by a restart, later and later while they crowd', () => {
  let state = initialRestart;
  const delays: number[] = [];
  for (let death = 0; death < 12; death++) {
    const plan = planRestart(state, end({}), 'synthesiser');
    if (plan.kind === 'restart') {
      ({ state } = plan);
      delays.push(plan.afterMs);
    }
  }
  expect(delays.slice(0, 4)).toEqual([100, 200, 400, 800]);
  expect(delays.at(-1)).toBe(30_000);
  expect(planRestart(state, end({ endedAtMs: 100_000 }), 'synthesiser')).toMatchObject({ afterMs: 100 });
});

test('dying twice at the first load is final, and says how', () => {
  const first = planRestart(initialRestart, end({ wasReady: false }), "recogniser 'm'");
  expect(first).toMatchObject({ kind: 'restart' });
  const second = first.kind === 'restart' && planRestart(first.state, end({ wasReady: false }), "recogniser 'm'");
  expect(second).toEqual({
    kind: 'give-up',
    reason: "recogniser 'm' died 2 times while loading (SIGABRT): its files are broken or not of this kind",
  });
});

test('an engine that has served before is tried again however often its load dies', () => {
  const served = planRestart(initialRestart, end({}), 'synthesiser');
  let state = served.kind === 'restart' ? served.state : initialRestart;
  for (let death = 0; death < 5; death++) {
    const plan = planRestart(state, end({ wasReady: false }), 'synthesiser');
    expect(plan.kind).toBe('restart');
    if (plan.kind === 'restart') ({ state } = plan);
  }
});

test('a refusal is final at once', () => {
  expect(planRestart(initialRestart, end({ wasReady: false, refusal: 'sha256 is wrong' }), 'voice detector')).toEqual({
    kind: 'give-up',
    reason: 'voice detector refused to start: sha256 is wrong',
  });
});
