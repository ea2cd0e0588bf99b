import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseNumber } from './choose-number.ts';
import { regionOf } from './region-of.ts';
import { restsOf, type Rest, type ShownNumber } from './shown-number.ts';

const [first, second, shanghai] = ['+861088886666', '+861088886667', '+862155550001'] as const;
const shown = (number: string, dials: number, answered: number, marked = false): ShownNumber => ({
  number,
  dials,
  answered,
  marked: marked ? { atMs: 0, reason: 'an app warns of it' } : null,
});
const nobodyRests: ReadonlyMap<string, Rest> = new Map();
const always = (): boolean => true;
const mobile = '+8613800138000';
const pool = [first, second, shanghai];
const choose = (turn: number, given: { rests?: typeof nobodyRests; callee?: string } = {}) =>
  chooseNumber(pool, given.rests ?? nobodyRests, always, { turn, callee: given.callee ?? mobile });

describe('restsOf', () => {
  it('lets rest what is marked, and says why', () => {
    expect(restsOf([shown(first, 0, 0, true), shown(second, 0, 0)])).toEqual(
      new Map([[first, { kind: 'marked', reason: 'an app warns of it' }]]),
    );
  });

  it('lets rest what is answered far less than the others, once there is enough to say so', () => {
    expect([...restsOf([shown(first, 400, 20), shown(second, 400, 120)]).keys()]).toEqual([first]);
    expect(restsOf([shown(first, 20, 0), shown(second, 400, 120)]).size).toBe(0);
    expect(restsOf([shown(first, 60, 13), shown(second, 400, 120)]).size).toBe(0);
  });

  it('lets it come back when what was seen has faded', () => {
    const faded = (keep: number) => restsOf([shown(first, 400 * keep, 20 * keep), shown(second, 400, 120)]).size;
    expect([faded(1), faded(0.5), faded(0.1)]).toEqual([1, 1, 0]);
  });

  it('takes numbers that are alike for different seldom, though they are looked at many times', () => {
    // Every number is answered at 30 %: 200 pools of four, drawn as binomials by their normal approximation.
    const tally = fc.double({ min: -2.2, max: 2.2, noNaN: true }).map((z) => 300 * 0.3 + z * Math.sqrt(300 * 0.21));
    fc.assert(
      fc.property(fc.array(tally, { minLength: 4, maxLength: 4 }), (answered) => {
        expect(restsOf(answered.map((count, at) => shown(String(at), 300, count))).size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('never lets all rest that nobody marked', () => {
    const dials = fc.integer({ min: 0, max: 2_000 });
    const one = dials.chain((count) =>
      fc.integer({ min: 0, max: count }).map((answered) => [count, answered] as const),
    );
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), (tallies) => {
        const numbers = tallies.map(([count, answered], at) => shown(String(at), count, answered));
        expect(restsOf(numbers).size).toBeLessThan(numbers.length);
      }),
    );
  });
});

describe('chooseNumber', () => {
  it('shows the numbers in turn', () => {
    expect([0, 1, 2, 3].map((turn) => choose(turn)?.number)).toEqual([first, second, shanghai, first]);
  });

  it('shows a number of the callee’s city first, and does not guess of whom it does not know', () => {
    expect(choose(0, { callee: '+862161234567' })).toEqual({ number: shanghai, because: 'same-city' });
    expect(choose(2, { callee: '+861061234567' })).toEqual({ number: first, because: 'same-city' });
    expect(choose(0, { callee: '+8675561234567' })).toEqual({ number: first, because: 'in-turn' });
  });

  it('shows a number that rests now and then, and a marked one never', () => {
    const rests = restsOf([shown(first, 400, 20), shown(second, 400, 120), shown(shanghai, 0, 0, true)]);
    const chosen = Array.from({ length: 1_000 }, (_, turn) => choose(turn, { rests }));
    expect(chosen.filter((one) => one?.number === first)).toHaveLength(20);
    expect(chosen.filter((one) => one?.because === 'tried-again')).toHaveLength(20);
    expect(chosen.filter((one) => one?.number === shanghai)).toHaveLength(0);
  });

  it('shows none that has no room, and nothing where none has', () => {
    const asked = { turn: 0, callee: mobile };
    expect(chooseNumber(pool, nobodyRests, (number) => number === second, asked)?.number).toBe(second);
    expect(chooseNumber(pool, nobodyRests, () => false, asked)).toBeNull();
  });

  it('among equals shows the likeliest to be answered, where that matters', () => {
    const rateOf = (number: string): number => (number === second ? 0.4 : 0.2);
    const asked = { turn: 0, callee: '+861061234567', rateOf };
    expect(chooseNumber(pool, nobodyRests, always, asked)).toEqual({ number: second, because: 'answered-oftener' });
  });
});

it('area codes are told from landlines, and from nothing else', () => {
  const numbers = [
    '+861088886666',
    '+862155550001',
    '+8675561234567',
    '+868711234567',
    mobile,
    '+99912345678',
    '+14155550100',
  ];
  expect(numbers.map(regionOf)).toEqual(['10', '21', '755', '871', null, null, null]);
});
