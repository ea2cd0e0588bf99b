import { assert, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outsideRightsSchema, type OutsideRights } from '../../contract/lines-document.ts';
import { outsideGuard, outsideMsLeft, type OutsideCall } from './outside-guard.ts';

const nowMs = 1_700_000_000_000;
const minute = 60_000;
const rights = (changes: Partial<OutsideRights> = {}): OutsideRights => ({
  ...outsideRightsSchema.parse({}),
  ...changes,
});
const ruleOf = (
  number: string,
  given: OutsideRights | null = rights(),
  history: readonly OutsideCall[] = [],
): string => {
  const verdict = outsideGuard(given, history, { number, nowMs });
  return verdict.allowed ? 'allowed' : verdict.rule;
};
const spoken = (agoMin: number, lastedMin: number): OutsideCall => ({
  startedAtMs: nowMs - agoMin * minute,
  answeredAtMs: nowMs - agoMin * minute,
  endedAtMs: nowMs - (agoMin - lastedMin) * minute,
});

describe('outsideGuard()', () => {
  it.each(['110', '119', '120', '122', '112', '+86110', '+86112'])(
    'lets %s through without rights, and when all are used up',
    (number) => {
      expect(ruleOf(number, null)).toBe('allowed');
      expect(ruleOf(number, rights({ maxCalls: 1 }), [{ startedAtMs: 0, answeredAtMs: 0, endedAtMs: null }])).toBe(
        'allowed',
      );
    },
  );

  it('refuses everything else to who has no rights', () => {
    expect(ruleOf('+8613800138000', null)).toBe('outside.no-rights');
  });

  it.each([
    ['+8613800138000', ['+86'], 'allowed'],
    ['+8613800138000', ['+8610'], 'outside.destination'],
    ['+14155550100', ['+86'], 'outside.destination'],
    ['13800138000', ['+86'], 'outside.not-a-number'],
    ['+86138;tag=1', ['+86'], 'outside.not-a-number'],
    ['+861681234567', ['+86'], 'outside.costly'],
    ['+861681234567', ['+86', '+86168'], 'allowed'],
    ['+861681234567', ['+86', '+8616812'], 'allowed'],
    ['+882161234567', ['+8'], 'outside.costly'],
    ['+870773111632', ['+870'], 'allowed'],
    ['+18765550100', ['+1'], 'outside.costly'],
    ['+14155550100', ['+1'], 'allowed'],
    ['+33899123456', ['+33'], 'outside.costly'],
  ] as const)('%s to who may call %j: %s', (number, destinations, wanted) => {
    expect(ruleOf(number, rights({ destinations: [...destinations] }))).toBe(wanted);
  });

  it('tells the range, or of the number no more than its beginning', () => {
    const asked = { number: '+14155550100', nowMs };
    expect(outsideGuard(rights(), [], asked)).toMatchObject({ facts: { begins: '+14155' } });
    expect(outsideGuard(rights({ destinations: ['+9'] }), [], { number: '+97912345678', nowMs })).toMatchObject({
      facts: { kind: 'premium', range: '+979' },
    });
  });

  it('counts calls in the air, calls of the last hour, and minutes of the last day', () => {
    const number = '+8613800138000';
    const ringing = { startedAtMs: nowMs - minute, answeredAtMs: null, endedAtMs: null };
    expect(ruleOf(number, rights({ maxCalls: 2 }), [ringing])).toBe('allowed');
    expect(ruleOf(number, rights({ maxCalls: 2 }), [ringing, ringing])).toBe('outside.calls-at-once');
    const failed = { ...ringing, endedAtMs: nowMs };
    expect(ruleOf(number, rights({ maxCallsPerHour: 2 }), [failed, failed])).toBe('outside.calls-per-hour');
    expect(ruleOf(number, rights({ maxCallsPerHour: 2 }), [failed, spoken(61, 1)])).toBe('allowed');
    expect(ruleOf(number, rights({ maxMinutesPerDay: 30 }), [spoken(300, 29)])).toBe('allowed');
    expect(ruleOf(number, rights({ maxMinutesPerDay: 30 }), [spoken(300, 29), spoken(100, 1)])).toBe(
      'outside.minutes-per-day',
    );
    const talking = { startedAtMs: nowMs - 30 * minute, answeredAtMs: nowMs - 30 * minute, endedAtMs: null };
    expect(ruleOf(number, rights({ maxMinutesPerDay: 30 }), [talking])).toBe('outside.minutes-per-day');
  });

  it('of a call of more than a day ago counts only what fell into the day', () => {
    const begun = spoken(24 * 60 + 10, 15);
    expect(outsideMsLeft(rights({ maxMinutesPerDay: 30 }), [begun], nowMs)).toBe(25 * minute);
    expect(outsideMsLeft(null, [begun], nowMs)).toBe(Infinity);
  });

  it('allows no number that begins like none of the destinations, whatever it is', () => {
    assert(
      property(stringMatching(/^\+[1-9]\d{4,14}$/), stringMatching(/^\+[1-9]\d{0,5}$/), (number, prefix) => {
        const isListed = number.startsWith(prefix);
        expect(ruleOf(number, rights({ destinations: [prefix] })) === 'outside.destination').toBe(!isListed);
      }),
    );
  });
});
