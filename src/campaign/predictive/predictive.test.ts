import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  dialsNow,
  learnAnswered,
  learnDialed,
  startPredictive,
  usualAim,
  type Floor,
  type PredictiveState,
} from './predictive.ts';

const quiet: Floor = { idleAgents: 0, talkingMs: [], wrappingUpMs: [], dialingMs: [], waiting: 0 };

/** As many of a hundred dials reach somebody, for a long time. */
function answering(percent: number): PredictiveState {
  let state = startPredictive(usualAim);
  for (let dial = 0; dial < 2_000; dial++) state = learnDialed(state, (dial * 37) % 100 < percent, 9_000);
  return state;
}

const answered = (state: PredictiveState, joined: number, abandoned: number): PredictiveState => {
  let next = state;
  for (let call = 0; call < joined + abandoned; call++) next = learnAnswered(next, call >= abandoned, usualAim);
  return next;
};

it('dials nobody where no agent is at work', () => {
  expect(dialsNow(startPredictive(usualAim), quiet, usualAim)).toBe(0);
});

it('knowing nothing yet, dials at least one and hardly more than two for each agent that is free', () => {
  const dials = dialsNow(startPredictive(usualAim), { ...quiet, idleAgents: 10 }, usualAim);
  expect(dials).toBeGreaterThanOrEqual(10);
  expect(dials).toBeLessThanOrEqual(22);
});

it('dials more of a list that answers seldom', () => {
  const floor = { ...quiet, idleAgents: 20 };
  expect(dialsNow(answering(15), floor, usualAim)).toBeGreaterThan(2 * dialsNow(answering(45), floor, usualAim));
});

it('counts who dials already, and who waits', () => {
  const state = answering(30);
  const alone = dialsNow(state, { ...quiet, idleAgents: 20 }, usualAim);
  const ringing = dialsNow(
    state,
    { ...quiet, idleAgents: 20, dialingMs: Array.from({ length: 10 }, () => 0) },
    usualAim,
  );
  expect(alone - ringing).toBeGreaterThanOrEqual(9);
  expect(dialsNow(state, { ...quiet, idleAgents: 20, waiting: 5 }, usualAim)).toBeLessThan(alone - 10);
});

it('dials ahead for agents who will be free, as far as their talks go', () => {
  const state = answering(30);
  const talking = (ms: number): Floor => ({ ...quiet, idleAgents: 2, talkingMs: Array.from({ length: 40 }, () => ms) });
  expect(dialsNow(state, talking(120_000), usualAim)).toBeGreaterThan(
    dialsNow(state, { ...quiet, idleAgents: 2 }, usualAim),
  );
  expect(dialsNow(state, talking(120_000), usualAim)).toBeGreaterThan(dialsNow(state, talking(0), usualAim));
});

it('more abandoned than allowed: no more dials than agents are free', () => {
  const overdone = answered(answering(20), 90, 10);
  const floor = { ...quiet, idleAgents: 8, talkingMs: Array.from({ length: 40 }, () => 200_000) };
  expect(dialsNow(answering(20), floor, usualAim)).toBeGreaterThan(8);
  expect(dialsNow(overdone, floor, usualAim)).toBe(8);
});

it('the risk rises while nobody is abandoned, falls where many are, and moves slowly', () => {
  const start = answering(20);
  expect(answered(start, 100, 0).risk).toBeGreaterThan(start.risk);
  expect(answered(start, 60, 40).risk).toBeLessThan(start.risk);
  expect(answered(start, 0, 1).risk / start.risk).toBeGreaterThan(0.96);
});

it('gives a whole number that is no less where more agents are free, whatever goes on', () => {
  const times = fc.array(fc.integer({ min: 0, max: 1_800_000 }), { maxLength: 60 });
  const floors = fc.record({
    idleAgents: fc.nat(60),
    talkingMs: times,
    wrappingUpMs: times,
    dialingMs: times,
    waiting: fc.nat(20),
  });
  const state = answering(30);
  fc.assert(
    fc.property(floors, (floor) => {
      const dials = dialsNow(state, floor, usualAim);
      expect(Number.isInteger(dials)).toBe(true);
      expect(dials).toBeGreaterThanOrEqual(0);
      expect(dialsNow(state, { ...floor, idleAgents: floor.idleAgents + 1 }, usualAim)).toBeGreaterThanOrEqual(dials);
    }),
  );
});
