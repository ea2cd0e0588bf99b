import { describe, expect, it } from 'vitest';
import { namedCalendarSchema } from '../../contract/route-settings.ts';
import { askCalendar } from './ask-calendar.ts';
import { chineseDay } from './chinese-day.ts';

const office = (more: object = {}) =>
  namedCalendarSchema.parse({ name: 'office', open: [{ from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] }], ...more });
const at = (text: string): number => Date.parse(`${text}+08:00`);
const says = (text: string, more: object = {}): string => askCalendar(office(more), at(text)).says;

describe('chineseDay', () => {
  it('knows holidays, weekends worked in exchange, and days that are neither', () => {
    expect(chineseDay('2026-10-01')).toEqual({ kind: 'holiday', name: '国庆节' });
    expect(chineseDay('2026-10-10')).toEqual({ kind: 'made-up', name: '国庆节' });
    expect(chineseDay('2026-10-11')).toEqual({ kind: 'usual' });
    expect(chineseDay('2026-11-23')).toEqual({ kind: 'usual' });
  });
});

describe('askCalendar', () => {
  it('keeps weekly hours, the end outside', () => {
    expect(
      ['2026-11-23T08:59', '2026-11-23T09:00', '2026-11-23T17:59', '2026-11-23T18:00', '2026-11-22T10:00'].map((text) =>
        says(text),
      ),
    ).toEqual(['closed', 'open', 'open', 'closed', 'closed']);
  });

  it('follows the holidays of China and the Saturdays worked for them, where asked', () => {
    expect([says('2026-10-01T10:00'), says('2026-10-10T10:00')]).toEqual(['holiday', 'open']);
    const none = { follow: 'none' };
    expect([says('2026-10-01T10:00', none), says('2026-10-10T10:00', none)]).toEqual(['open', 'closed']);
  });

  it('lets dates of its own win', () => {
    expect(says('2026-10-01T10:00', { workdays: ['2026-10-01'] })).toBe('open');
    expect(says('2026-10-10T10:00', { holidays: ['2026-10-10'] })).toBe('holiday');
  });

  it('reads the clock and the date of its own zone', () => {
    const berlin = office({ timeZone: 'Europe/Berlin', follow: 'none' });
    expect(askCalendar(berlin, Date.parse('2026-11-23T08:00:00Z'))).toEqual({
      says: 'open',
      because: '2026-11-23 09:00 in Europe/Berlin',
    });
    expect(askCalendar(office(), at('2026-10-01T00:00')).because).toBe('2026-10-01 00:00 in Asia/Shanghai, 国庆节');
  });
});
