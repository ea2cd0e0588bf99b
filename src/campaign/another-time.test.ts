import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaignSettingsSchema } from '../contract/campaign-settings.ts';
import { defaultGateRules } from '../compliance/index.ts';
import { localTime } from '../foundation/zoned-time.ts';
import { anotherTime, timesOf, type PersonsTimes } from './another-time.ts';

const settings = campaignSettingsSchema.parse({
  name: 'a',
  listId: '00000000-0000-4000-8000-000000000001',
  scriptId: 's',
  trunk: 't',
  callerNumbers: ['+861088886666'],
});
const at = (text: string): number => Date.parse(`2026-03-${text}+08:00`);
const times = (...tried: readonly string[]): PersonsTimes =>
  timesOf('+8613800138000', tried.map(at), settings, [defaultGateRules]);
const written = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(8, 16);
const hourOf = (ms: number): number => Math.floor(localTime(ms, 'Asia/Shanghai').minuteOfDay / 60);

describe('another hour', () => {
  it('comes later that day', () => {
    expect(written(anotherTime('another-hour', at('02T10:05'), times('02T10:05')))).toBe('02T14:05');
  });

  it('comes the next day where the day is over, and not in the hour that was tried', () => {
    expect(written(anotherTime('another-hour', at('02T18:20'), times('02T18:20')))).toBe('03T09:20');
    expect(written(anotherTime('another-hour', at('03T19:20'), times('02T09:10', '03T19:20')))).toBe('04T10:20');
  });
});

describe('another day', () => {
  it('comes tomorrow, at another hour', () => {
    expect(written(anotherTime('another-day', at('02T10:05'), times('02T10:05')))).toBe('03T09:05');
    expect(written(anotherTime('another-day', at('02T17:00'), times('02T17:00')))).toBe('03T09:00');
    expect(written(anotherTime('another-day', at('02T18:30'), times('02T18:30')))).toBe('03T10:30');
  });

  it('keeps the campaign’s own hours and the tenant’s holidays', () => {
    const mornings = { ...settings, hours: { timeZone: 'Asia/Shanghai', open: [{ from: '09:00', to: '11:00' }] } };
    const resting = { ...defaultGateRules, holidays: ['2026-03-03'] };
    const person = timesOf('+8613800138000', [at('02T10:05')], mornings, [defaultGateRules, resting]);
    expect(written(anotherTime('another-day', at('02T10:05'), person))).toBe('04T09:05');
  });
});

it('where every hour was tried, the hour tried least comes again', () => {
  const all = [9, 10, 11, 14, 15, 16, 17, 18, 19].map((hour) => `02T${String(hour).padStart(2, '0')}:00`);
  const next = anotherTime('another-hour', at('02T19:10'), times(...all, '01T09:00', '01T10:00'));
  expect(written(next)).toBe('03T11:10');
});

it('where nothing opens, a day later: the gate says when', () => {
  const never = { triedAtMs: [], zone: 'Asia/Shanghai', isOpen: () => false };
  expect(anotherTime('another-hour', at('02T10:00'), never)).toBe(at('03T10:00'));
});

it('never lies in an hour that was tried while other hours are open, nor outside what is open, nor sooner than meant', () => {
  const first = at('02T00:00');
  const moment = fc.integer({ min: 0, max: 7 * 24 * 60 - 1 }).map((minute) => first + minute * 60_000);
  const openHours = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1 });
  fc.assert(
    fc.property(
      fc.constantFrom('another-hour' as const, 'another-day' as const),
      moment,
      fc.array(moment, { maxLength: 8 }),
      openHours,
      (again, endedAtMs, before, hours) => {
        const triedAtMs = [...before, endedAtMs];
        const isOpen = (ms: number): boolean => hours.includes(hourOf(ms));
        const next = anotherTime(again, endedAtMs, { triedAtMs, zone: 'Asia/Shanghai', isOpen });
        const tried = new Set(triedAtMs.map(hourOf));
        expect(isOpen(next)).toBe(true);
        expect(next - endedAtMs).toBeGreaterThanOrEqual((again === 'another-hour' ? 3 : 16) * 3_600_000);
        expect(tried.has(hourOf(next)) && hours.some((hour) => !tried.has(hour))).toBe(false);
      },
    ),
  );
});
