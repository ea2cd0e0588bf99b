import { expect, test } from 'vitest';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import { RequestBudget } from './request-budget.ts';

function budgetOf(atOnce: number, perSecond: number) {
  const clock = new FakeClock();
  const budget = new RequestBudget({ atOnce, perSecond }, clock);
  const begun: string[] = [];
  return { clock, begun, ask: (name: string, neededByMs = 0) => budget.ask(neededByMs, () => begun.push(name)) };
}

test('no more run at once than the account allows, and a place given back is taken at once', () => {
  const { begun, ask } = budgetOf(2, 100);
  const first = ask('a');
  ask('b');
  ask('c');
  expect(begun).toEqual(['a', 'b']);
  first();
  first();
  expect(begun).toEqual(['a', 'b', 'c']);
  ask('d');
  expect(begun).toHaveLength(3);
});

test('no more begin in any second than the account allows', () => {
  const { clock, begun, ask } = budgetOf(100, 2);
  ask('a');
  clock.tick(600);
  ask('b');
  ask('c');
  ask('d');
  expect(begun).toEqual(['a', 'b']);
  clock.tick(399);
  expect(begun).toEqual(['a', 'b']);
  clock.tick(1);
  expect(begun).toEqual(['a', 'b', 'c']);
  clock.tick(600);
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  expect(clock.pendingTimers).toBe(0);
});

test('who needs the sound sooner goes first, and who leaves the queue never begins', () => {
  const { begun, ask } = budgetOf(1, 100);
  const running = ask('running');
  ask('ahead', 9_000);
  const left = ask('left', 1_000);
  ask('waited for', 2_000);
  left();
  running();
  expect(begun).toEqual(['running', 'waited for']);
});

test('a request that ends while it begins gives its place back', () => {
  const clock = new FakeClock();
  const budget = new RequestBudget({ atOnce: 1, perSecond: 10 }, clock);
  let ran = 0;
  const release = budget.ask(0, () => ran++);
  budget.ask(1, () => ran++);
  release();
  expect(ran).toBe(2);
});
