import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planDials } from './plan-dials.ts';

const parts = (...dials: readonly number[]) => dials.map((count, at) => ({ key: String(at), dials: count }));
const of = (plan: ReturnType<typeof planDials>, supply: number, slot: number): number =>
  plan.get(String(supply))?.get(String(slot)) ?? 0;

test('each region is dialed in the hour that is its own', () => {
  const plan = planDials(parts(100, 100), parts(100, 100), ({ key }, slot) => (key === slot.key ? 0.4 : 0.2));
  expect(of(plan, 0, 0)).toBeCloseTo(100, 1);
  expect(of(plan, 1, 1)).toBeCloseTo(100, 1);
});

test('where all hours are alike, dials are shared out alike', () => {
  const plan = planDials(parts(300, 100), parts(200, 200), () => 0.25);
  expect(of(plan, 0, 0)).toBeCloseTo(150, 3);
  expect(of(plan, 1, 1)).toBeCloseTo(50, 3);
});

test('with more people than room, those are dialed who answer most', () => {
  const plan = planDials(parts(100, 100), parts(100), ({ key }) => (key === '0' ? 0.4 : 0.2));
  expect(of(plan, 0, 0)).toBeGreaterThan(99);
  expect(of(plan, 1, 0)).toBeLessThan(1);
});

test('no people or no time makes an empty plan', () => {
  expect(planDials([], parts(10), () => 1).size).toBe(0);
  expect(planDials(parts(10), [], () => 1).size).toBe(0);
});

test('no plan dials more than there is, or where there is no room', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      counts,
      counts,
      fc.array(fc.double({ min: 0.01, max: 0.9, noNaN: true }), { minLength: 36, maxLength: 36 }),
      (supplies, slots, rates) => {
        const plan = planDials(
          parts(...supplies),
          parts(...slots),
          ({ key }, slot) => rates[Number(key) * 6 + Number(slot.key)] ?? 0,
        );
        for (const [at, dials] of supplies.entries())
          expect(slots.reduce((sum, _, slot) => sum + of(plan, at, slot), 0)).toBeLessThanOrEqual(dials + 0.001);
        for (const [slot, dials] of slots.entries())
          expect(supplies.reduce((sum, _, at) => sum + of(plan, at, slot), 0)).toBeLessThanOrEqual(dials + 0.001);
      },
    ),
  );
});
