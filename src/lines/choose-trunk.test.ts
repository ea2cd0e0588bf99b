import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trunkSchema, type Trunk } from '../contract/lines-document.ts';
import { seededRandom } from '../foundation/random.ts';
import { chooseTrunks, mayFailOver } from './choose-trunk.ts';
import { afterProbe, byHealth, healthUnknown } from './trunk-health.ts';

const trunk = (name: string, more: object = {}): Trunk =>
  trunkSchema.parse({ name, proxy: '192.0.2.1', callerNumbers: ['+861088886666', '+861088887777'], ...more });
const room = { freeLines: 5, usable: true, reason: null };
const callee = '+8613800001234';
const choose = (
  trunks: readonly Trunk[],
  need: object = {},
  roomOf: (name: string) => typeof room | object = () => room,
) =>
  chooseTrunks({ callee, callerPool: [], ...need }, trunks, (name) => ({ ...room, ...roomOf(name) }), seededRandom(1));

describe('chooseTrunks', () => {
  it('takes those by priority that the destination, the shown numbers, health and room allow, and says why not the others', () => {
    const { candidates, refused } = choose(
      [
        trunk('backup', { priority: 20 }),
        trunk('first', { destinations: ['+852', '+8613'] }),
        trunk('abroad', { destinations: ['+1'] }),
        trunk('stranger', { callerNumbers: ['+862188886666'] }),
        trunk('full'),
        trunk('down'),
        trunk('demo', { simulated: true }),
      ],
      { callerPool: ['+861088887777', '+8613900000000'] },
      (name) => ({ full: { freeLines: 0 }, down: { usable: false, reason: 'it does not answer OPTIONS' } })[name] ?? {},
    );
    expect(candidates.map(({ trunk: { name }, caller }) => [name, caller])).toEqual([
      ['first', '+861088887777'],
      ['backup', '+861088887777'],
    ]);
    expect(refused).toEqual([
      { trunk: 'abroad', why: 'it takes +1' },
      { trunk: 'stranger', why: 'it owns none of the numbers that may be shown' },
      { trunk: 'full', why: 'all its lines are in use' },
      { trunk: 'down', why: 'it does not answer OPTIONS' },
      { trunk: 'demo', why: 'real-number-on-simulated-trunk' },
    ]);
  });

  it('keeps to the trunk that somebody chose', () => {
    expect(choose([trunk('a'), trunk('b')], { trunk: 'b' }).candidates.map((one) => one.trunk.name)).toEqual(['b']);
  });

  it('never shows a number that the trunk does not own', () => {
    const number = fc.constantFrom('+861000000001', '+861000000002', '+861000000003');
    const numbers = fc.uniqueArray(number, { minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(numbers, { maxLength: 4 }),
        fc.uniqueArray(number),
        fc.integer(),
        (owned, callerPool, seed) => {
          const trunks = owned.map((callerNumbers, index) => trunk(`t${index}`, { callerNumbers }));
          const { candidates, refused } = chooseTrunks({ callee, callerPool }, trunks, () => room, seededRandom(seed));
          expect(candidates.length + refused.length).toBe(trunks.length);
          for (const one of candidates) {
            expect(one.trunk.callerNumbers).toContain(one.caller);
            expect([one.caller, ...callerPool].slice(callerPool.length > 0 ? 1 : 0)).toContain(one.caller);
          }
        },
      ),
    );
  });
});

describe('mayFailOver', () => {
  it('is for what speaks of the trunk, and for nobody whose telephone rang', () => {
    const tried = [408, 503, 500, 486, 603, 404, 480].filter((status) =>
      mayFailOver(trunk('a'), { status, rang: false }),
    );
    expect(tried).toEqual([408, 503, 500]);
    expect(mayFailOver(trunk('a'), { status: 503, rang: true })).toBe(false);
    expect(mayFailOver(trunk('a', { failoverOn: [480] }), { status: 480, rang: false })).toBe(true);
  });
});

describe('the health of an address', () => {
  it('goes down after two probes in a row, and comes back by way of half-open', () => {
    let health = healthUnknown;
    const seen = [408, 200, 503, 408, 408, 404, 408, 200, 200].map(
      (status) => (health = afterProbe(health, status)).is,
    );
    expect(seen).toEqual(['up', 'up', 'up', 'down', 'down', 'half-open', 'down', 'half-open', 'up']);
  });

  it('orders addresses without changing the order of equals', () => {
    const is = { a: 'down', b: 'up', c: 'half-open', d: 'up' } as const;
    expect(byHealth(['a', 'b', 'c', 'd'] as const, (one) => is[one])).toEqual(['b', 'd', 'c', 'a']);
  });
});
