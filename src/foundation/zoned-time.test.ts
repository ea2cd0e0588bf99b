import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, instantOf, localTime, timeOfDay } from './zoned-time.ts';

it('reads a moment as the zone’s wall clock shows it', () => {
  const ms = Date.parse('2026-03-01T23:30Z');
  expect(localTime(ms, 'Asia/Shanghai')).toEqual({ date: '2026-03-02', weekday: 1, minuteOfDay: 450 });
  expect(timeOfDay(ms, 'America/New_York')).toBe('18:30');
  expect(localTime(ms, 'Europe/London').weekday).toBe(7);
});

it('follows the clock that is put forward and back', () => {
  expect(new Date(instantOf('2026-03-29', 120, 'Europe/Berlin')).toISOString()).toBe('2026-03-29T01:00:00.000Z');
  expect(new Date(instantOf('2026-10-25', 540, 'Europe/Berlin')).toISOString()).toBe('2026-10-25T08:00:00.000Z');
});

it('finds the moment again from what the wall clock showed, where no clock was changed', () => {
  const zone = fc.constantFrom('Asia/Shanghai', 'Asia/Kolkata', 'America/Denver', 'Australia/Adelaide');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000 }), zone, (minutes, name) => {
      const ms = Date.parse('2026-06-01T00:00Z') + (minutes % 100_000) * 60_000;
      const { date, minuteOfDay } = localTime(ms, name);
      expect(instantOf(date, minuteOfDay, name)).toBe(ms);
    }),
  );
});

it('counts days over months', () => {
  expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
});
