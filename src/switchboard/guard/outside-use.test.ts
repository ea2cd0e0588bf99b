import { array, assert, constantFrom, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outsideRightsSchema } from '../../contract/lines-document.ts';
import { OutsideUse, type OutsideWish } from './outside-use.ts';

const hour = 3_600_000;
const minute = 60_000;
const rights = { ...outsideRightsSchema.parse({}), maxCalls: 2, maxCallsPerHour: 5, maxMinutesPerDay: 10 };
const wish = (useId: string, changes: Partial<OutsideWish> = {}): OutsideWish => ({
  extension: '8001@house',
  rights,
  number: '+8613800138000',
  useId,
  ...changes,
});

describe('OutsideUse', () => {
  it('counts a call as it begins, so that calls of one moment do not pass together', () => {
    const use = new OutsideUse();
    const verdicts = ['a', 'b', 'c'].map((id) => use.begin(wish(id), 0).allowed);
    expect(verdicts).toEqual([true, true, false]);
    expect(use.begin(wish('d', { extension: '8002@house' }), 0)).toEqual({ allowed: true });
    use.ended('a', 1);
    expect(use.begin(wish('e'), 2)).toEqual({ allowed: true });
  });

  it('takes a failover for the same call', () => {
    const use = new OutsideUse();
    for (let attempt = 0; attempt < 20; attempt++) expect(use.begin(wish('a'), attempt).allowed).toBe(true);
    use.ended('a', 20);
    use.ended('a', 30);
    expect(use.begin(wish('b'), 40).allowed).toBe(true);
  });

  it('counts minutes from the answer, ends of calls that nobody began not at all', () => {
    const use = new OutsideUse();
    use.ended('nobody', 0);
    use.answered('nobody', 0);
    use.begin(wish('a'), 0);
    use.answered('a', minute);
    use.answered('a', 5 * minute);
    expect(use.msLeft('8001@house', rights, 5 * minute)).toBe(6 * minute);
    use.ended('a', 11 * minute);
    expect(use.begin(wish('b'), 11 * minute)).toMatchObject({ rule: 'outside.minutes-per-day' });
    expect(use.begin(wish('c', { number: '120' }), 11 * minute)).toEqual({ allowed: true });
    expect(use.begin(wish('d'), 26 * hour)).toEqual({ allowed: true });
  });

  it('counts what the records tell of before a restart', () => {
    const use = new OutsideUse();
    const call = { extension: '8001@house', startedAtMs: 0, answeredAtMs: 0, endedAtMs: 10 * minute };
    use.seed([call]);
    expect(use.begin(wish('a'), 20 * minute)).toMatchObject({ rule: 'outside.minutes-per-day' });
    expect(use.begin(wish('b', { extension: '8002@house' }), 20 * minute)).toEqual({ allowed: true });
  });

  it('never lets more calls be in the air, or begin in an hour, than the rights say', () => {
    const step = tuple(
      constantFrom('begin', 'end'),
      integer({ min: 0, max: 9 }),
      integer({ min: 0, max: 20 * minute }),
    );
    assert(
      property(array(step, { maxLength: 60 }), (steps) => {
        const use = new OutsideUse();
        const inTheAir = new Set<string>();
        const begun: number[] = [];
        let nowMs = 0;
        for (const [what, id, laterMs] of steps) {
          nowMs += laterMs;
          if (what === 'end') {
            use.ended(String(id), nowMs);
            inTheAir.delete(String(id));
          } else if (!inTheAir.has(String(id)) && use.begin(wish(String(id)), nowMs).allowed) {
            inTheAir.add(String(id));
            begun.push(nowMs);
          }
          expect(inTheAir.size).toBeLessThanOrEqual(rights.maxCalls);
          expect(begun.filter((atMs) => atMs > nowMs - hour).length).toBeLessThanOrEqual(rights.maxCallsPerHour);
        }
      }),
    );
  });
});
