import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultGateRules, gateRulesSchema, strictestOf, type GateRules, type StrictestRules } from './gate-rules.ts';
import { judge, type GateFacts } from './judge.ts';

/** 2026-03-02 is a Monday. */
const at = (time: string): number => Date.parse(`2026-03-02T${time}+08:00`);
const minute = 60_000;
const day = 86_400_000;

const rulesOf = (...sets: GateRules[]): StrictestRules => strictestOf(sets, { windows: [], trade: 'general' });
const defaults = rulesOf(defaultGateRules);

const facts = (given: Partial<GateFacts> = {}): GateFacts => ({
  callee: '+8613812345678',
  caller: '+861088886666',
  purpose: 'marketing',
  initiator: 'campaign',
  trunk: { name: 'main', simulated: false, callerNumbers: ['+861088886666'] },
  suppressedAtMs: null,
  suppressedByPlatform: false,
  consentAtMs: at('00:00') - day,
  dialedAtMs: [],
  simulatedTrunkIgnoresWindow: false,
  ...given,
});
const simulated: Partial<GateFacts> = {
  callee: '+9990001234',
  trunk: { name: 'sim', simulated: true, callerNumbers: ['+861088886666'] },
};
const ruleOf = (given: Partial<GateFacts>, rules = defaults, time = '10:00'): string => {
  const verdict = judge(facts(given), rules, at(time));
  return verdict.allowed ? 'allowed' : verdict.ruleId;
};

describe('judge refuses by the first rule that does not hold', () => {
  it.each<[string, Partial<GateFacts>]>([
    ['allowed', {}],
    ['trunk.unknown', { trunk: null }],
    ['number.not-e164', { callee: '13812345678' }],
    ['number.simulated-on-real-trunk', { callee: '+9990001234' }],
    ['number.real-on-simulated-trunk', { ...simulated, callee: '+8613812345678' }],
    ['caller.not-owned', { caller: '+861012345678' }],
    ['number.emergency', { callee: '+86110' }],
    ['suppression.platform', { suppressedByPlatform: true }],
    ['suppression.tenant', { suppressedAtMs: at('09:00') }],
    ['consent.missing', { consentAtMs: null }],
    ['window.zone-unknown', { callee: '+88812345678' }],
    ['cap.per-minute', { dialedAtMs: [at('09:59:30')] }],
    ['cap.per-day', { dialedAtMs: [at('09:10'), at('09:20'), at('09:30')] }],
  ])('%s', (ruleId, given) => {
    expect(ruleOf(given)).toBe(ruleId);
  });

  it('lets people call for help at any hour, whatever was said of that number, and by an owned number alone', () => {
    const help: Partial<GateFacts> = {
      callee: '+86120',
      initiator: 'extension',
      suppressedAtMs: at('00:00'),
      suppressedByPlatform: true,
      consentAtMs: null,
      dialedAtMs: Array.from({ length: 50 }, () => at('02:59:59')),
    };
    const blocked = rulesOf(gateRulesSchema.parse({ blockedRegions: [{ prefix: '+86', name: 'all' }] }));
    for (const initiator of ['extension', 'transfer', 'api'] as const)
      expect(ruleOf({ ...help, initiator }, blocked, '03:00')).toBe('allowed');
    for (const initiator of ['campaign', 'call-back', 'forward', 'trunk-test'] as const)
      expect(ruleOf({ ...help, initiator }, blocked, '03:00')).toBe('number.emergency');
    expect(ruleOf({ ...help, caller: '+861012345678' })).toBe('caller.not-owned');
  });

  it('blocks a region on the trunk it is named for and on no other', () => {
    const blocking = (trunk?: string): StrictestRules =>
      rulesOf(gateRulesSchema.parse({ blockedRegions: [{ prefix: '+86138', name: 'there', trunk }] }));
    expect(ruleOf({}, blocking())).toBe('region.blocked');
    expect(ruleOf({}, blocking('main'))).toBe('region.blocked');
    expect(ruleOf({}, blocking('other'))).toBe('allowed');
  });

  it('asks no consent for a purpose that needs none', () => {
    expect(ruleOf({ consentAtMs: null, purpose: 'service' })).toBe('allowed');
  });

  it('lifts a suppression only by a consent that is newer than it', () => {
    expect(ruleOf({ suppressedAtMs: at('09:00'), consentAtMs: at('09:00') })).toBe('suppression.tenant');
    expect(ruleOf({ suppressedAtMs: at('09:00'), consentAtMs: at('09:01') })).toBe('allowed');
    expect(ruleOf({ suppressedByPlatform: true, consentAtMs: at('09:01') })).toBe('suppression.platform');
    expect(ruleOf({ suppressedAtMs: at('09:00'), consentAtMs: null, purpose: 'service' })).toBe('suppression.tenant');
  });
});

describe('calling hours', () => {
  it.each([
    ['08:59:59', '09:00'],
    ['12:00', '14:00'],
    ['13:59', '14:00'],
  ])('at %s nobody is dialed before %s', (time, opens) => {
    expect(judge(facts(), defaults, at(time))).toEqual({
      allowed: false,
      ruleId: 'window.callee-local',
      facts: { zone: 'Asia/Shanghai', localTime: time.slice(0, 5) },
      retryAtMs: at(opens),
    });
  });

  it('after the last window waits for the next morning, and for the end of holidays', () => {
    const evening = judge(facts(), defaults, at('20:30'));
    expect(evening).toMatchObject({ ruleId: 'window.callee-local', retryAtMs: at('09:00') + day });
    const holidays = rulesOf(gateRulesSchema.parse({ holidays: ['2026-03-03', '2026-03-04'] }));
    expect(judge(facts(), holidays, at('20:30'))).toMatchObject({ retryAtMs: at('09:00') + 3 * day });
  });

  it('are the callee’s, not ours: London sleeps while Shanghai works', () => {
    const london = { callee: '+442071234567' };
    expect(ruleOf(london, defaults, '10:00')).toBe('window.callee-local');
    expect(ruleOf(london, defaults, '18:00')).toBe('allowed');
  });

  it('hold in every zone the callee may be in', () => {
    const inTheStates = facts({ callee: '+12025550123' });
    const noonInNewYork = Date.parse('2026-03-02T15:00-05:00');
    const allDay = rulesOf(gateRulesSchema.parse({ windows: [{ from: '09:00', to: '20:00' }] }));
    expect(judge(inTheStates, allDay, noonInNewYork)).toMatchObject({ allowed: true });
    // Nine in the morning in New York is four in Honolulu.
    expect(judge(inTheStates, allDay, Date.parse('2026-03-02T09:00-05:00'))).toMatchObject({
      retryAtMs: Date.parse('2026-03-02T09:00-10:00'),
    });
  });

  it('are waived for the simulated trunk only, and only when that is switched on', () => {
    expect(ruleOf({ ...simulated, simulatedTrunkIgnoresWindow: true }, defaults, '23:00')).toBe('allowed');
    expect(ruleOf(simulated, defaults, '23:00')).toBe('window.callee-local');
    expect(ruleOf({ simulatedTrunkIgnoresWindow: true }, defaults, '23:00')).toBe('window.callee-local');
  });

  it('never let insurance call between 21:00 and 09:00, however wide the windows are', () => {
    const wide = gateRulesSchema.parse({ windows: [{ from: '00:00', to: '24:00' }] });
    const insurance = strictestOf([wide], { windows: [], trade: 'insurance' });
    expect(ruleOf({}, rulesOf(wide), '21:00')).toBe('allowed');
    expect(ruleOf({}, insurance, '21:00')).toBe('window.callee-local');
    expect(ruleOf({}, insurance, '08:59')).toBe('window.callee-local');
    expect(ruleOf({}, insurance, '20:59')).toBe('allowed');
  });

  it('that never meet are said to be so, with no time to come back', () => {
    const never = strictestOf([defaultGateRules], { windows: [{ from: '12:00', to: '14:00' }], trade: 'general' });
    expect(judge(facts(), never, at('10:00'))).toEqual({
      allowed: false,
      ruleId: 'window.never',
      facts: { zone: 'Asia/Shanghai' },
    });
  });

  it('may name weekdays', () => {
    const tuesdays = strictestOf([defaultGateRules], {
      windows: [{ from: '10:00', to: '11:00', days: [2] }],
      trade: 'general',
    });
    expect(judge(facts(), tuesdays, at('10:00'))).toMatchObject({ retryAtMs: at('10:00') + day });
  });
});

describe('judge, whatever is asked', () => {
  const start = at('00:00');
  const now = fc.integer({ min: start, max: start + 7 * day });
  const dials = fc.array(fc.integer({ min: start - 31 * day, max: start + 7 * day }), { maxLength: 12 });
  const cap = fc.integer({ min: 1, max: 10 });
  const minuteOfDay = fc.integer({ min: 0, max: 1_439 });
  const clock = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const window = fc
    .tuple(minuteOfDay, minuteOfDay)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ from: clock(Math.min(a, b)), to: clock(Math.max(a, b)) }));
  const ruleSet = fc
    .record({
      windows: fc.array(window, { minLength: 1, maxLength: 3 }),
      holidays: fc.subarray(['2026-03-03', '2026-03-05']),
      caps: fc.record({ perMinute: cap, per5Minutes: cap, perHour: cap, perDay: cap, per30Days: cap }),
    })
    .map((given) => gateRulesSchema.parse(given));
  const when = fc.record({
    callee: fc.constantFrom('+8613812345678', '+442071234567', '+12025550123'),
    dialedAtMs: dials,
  });

  it('one dial more never makes it kinder', () => {
    fc.assert(
      fc.property(when, fc.integer({ min: 0, max: 31 * day }), now, ruleSet, (given, ago, nowMs, rules) => {
        const more = facts({ ...given, dialedAtMs: [...given.dialedAtMs, nowMs - ago] });
        const allows = (asked: GateFacts): boolean => judge(asked, rulesOf(rules), nowMs).allowed;
        expect(allows(more) && !allows(facts(given))).toBe(false);
      }),
    );
  });

  it('the stricter of two rule sets wins: together they allow only what each allows', () => {
    fc.assert(
      fc.property(when, now, ruleSet, ruleSet, (given, nowMs, one, other) => {
        const verdictOf = (rules: StrictestRules): boolean => judge(facts(given), rules, nowMs).allowed;
        expect(verdictOf(rulesOf(one, other))).toBe(verdictOf(rulesOf(one)) && verdictOf(rulesOf(other)));
      }),
    );
  });

  it('the time it names is the first at which it allows', () => {
    fc.assert(
      fc.property(when, now, ruleSet, (given, nowMs, rules) => {
        const verdict = judge(facts(given), rulesOf(rules), nowMs);
        if (verdict.allowed || verdict.retryAtMs === undefined) return;
        expect(verdict.retryAtMs).toBeGreaterThan(nowMs);
        expect(judge(facts(given), rulesOf(rules), verdict.retryAtMs)).toMatchObject({ allowed: true });
        expect(judge(facts(given), rulesOf(rules), verdict.retryAtMs - 1).allowed).toBe(false);
      }),
    );
  });

  it('a line of dials, each made when allowed, never breaks a cap', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 * minute }), { maxLength: 120 }), (pauses) => {
        const dialedAtMs: number[] = [];
        let nowMs = at('09:00');
        for (const pause of pauses) {
          nowMs += pause;
          if (judge(facts({ dialedAtMs }), defaults, nowMs).allowed) dialedAtMs.push(nowMs);
        }
        const within = (spanMs: number): number =>
          Math.max(0, ...dialedAtMs.map((end) => dialedAtMs.filter((ms) => ms <= end && ms > end - spanMs).length));
        expect(within(minute)).toBeLessThanOrEqual(1);
        expect(within(5 * minute)).toBeLessThanOrEqual(3);
        expect(within(60 * minute)).toBeLessThanOrEqual(5);
        expect(within(day)).toBeLessThanOrEqual(3);
        expect(within(30 * day)).toBeLessThanOrEqual(10);
      }),
    );
  });

  it('no fact of a refusal holds a number', () => {
    fc.assert(
      fc.property(when, now, ruleSet, (given, nowMs, rules) => {
        expect(JSON.stringify(judge(facts(given), rulesOf(rules), nowMs))).not.toContain(given.callee.slice(3));
      }),
    );
  });
});
