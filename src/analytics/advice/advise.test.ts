import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviceInputSchema, advise, ways, type AdviceInput } from './advise.ts';

const input = (changes: Partial<AdviceInput> = {}): AdviceInput => adviceInputSchema.parse(changes);

describe('advice from the stated example', () => {
  it('is people alone below about 500 calls a day, a robot first above, and a robot alone above about 2 000', () => {
    const { robotFirst, robotAlone } = advise(input()).breakEven;
    expect(robotFirst).toBeCloseTo(500, -1);
    expect(robotAlone).toBeGreaterThan(1_900);
    expect(robotAlone).toBeLessThan(2_100);
    expect([300, 1_000, 3_000].map((callsADay) => advise(input({ callsADay })).best)).toEqual([
      'people',
      'robot-first',
      'robot-alone',
    ]);
  });

  it('has the robot filter 80 %, agents take 20 %, and a deal cost 45 % less', () => {
    const { ways: figures, robotFirstSaves } = advise(input({ callsADay: 1_556 }));
    expect(robotFirstSaves).toBeCloseTo(-0.45, 2);
    expect(figures['robot-first'].dealsAMonth).toBeCloseTo(figures.people.dealsAMonth, 9);
    expect(figures.people.agents).toBeCloseTo(7.8, 1);
    expect(figures['robot-first'].agents).toBeCloseTo(2.3, 1);
  });

  it('adds up by hand at 1 000 calls a day', () => {
    const { people, 'robot-first': robotFirst, 'robot-alone': alone } = advise(input()).ways;
    // 5 agents; 22 days × 300 answered × (240/300 × 0.8 + 60/300 × 4) min × 0.08.
    expect(people.costAMonth).toBeCloseTo(40_000 + 22 * (240 * 0.8 + 60 * 4) * 0.08, 6);
    expect(robotFirst.costAMonth).toBeCloseTo(13_500 + 12_000 + 22 * 300 * 0.2 + 22 * 60 * 4 * 0.08, 6);
    expect(alone.costAMonth).toBeCloseTo(13_500 + 22 * 300 * 0.2, 6);
    expect(people.dealsAMonth).toBeCloseTo(132, 6);
    expect(alone.dealsAMonth).toBeCloseTo(52.8, 6);
  });
});

describe('advice', () => {
  it('is what earns most where it is said what a deal earns: agents sell more than a robot alone', () => {
    expect(advise(input({ callsADay: 3_000 })).best).toBe('robot-alone');
    expect(advise(input({ callsADay: 3_000, dealYuan: 2_000 })).best).toBe('robot-first');
  });

  it('finds no break-even where a robot costs more for each call, and none where nothing is sold', () => {
    expect(advise(input({ robotYuanAMinute: 100 })).breakEven.robotFirst).toBeNull();
    expect(advise(input({ dealShare: 0 }))).toMatchObject({
      robotFirstSaves: null,
      breakEven: { robotFirst: null, robotAlone: null },
      ways: { people: { costADeal: null } },
    });
  });

  it('changes from one way to the next just where both cost the same', () => {
    const amounts = fc.record({
      agentYuanAMonth: fc.integer({ min: 3_000, max: 30_000 }),
      platformYuanAMonth: fc.integer({ min: 100, max: 100_000 }),
      answerShare: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
      interestedShare: fc.double({ min: 0.02, max: 0.9, noNaN: true }),
    });
    fc.assert(
      fc.property(amounts, (changes) => {
        const at = advise(input(changes)).breakEven.robotFirst;
        if (at === null || at < 2) return;
        const costs = (callsADay: number) => advise(input({ ...changes, callsADay })).ways;
        const below = costs(at * 0.9);
        const above = costs(at * 1.1);
        expect(below.people.costADeal).toBeLessThan(below['robot-first'].costADeal ?? 0);
        expect(above['robot-first'].costADeal).toBeLessThan(above.people.costADeal ?? 0);
      }),
    );
  });

  it('of every way has costs that add up', () => {
    const { ways: figures } = advise(input({ dealYuan: 500 }));
    for (const way of ways) {
      const { yuanAMonth, costAMonth, dealsAMonth, profitAMonth } = figures[way];
      expect(Object.values(yuanAMonth).reduce((sum, yuan) => sum + yuan, 0)).toBeCloseTo(costAMonth, 6);
      expect(profitAMonth).toBeCloseTo(dealsAMonth * 500 - costAMonth, 6);
    }
  });
});
