import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedCalendarSchema, routeSchema, type Route } from '../../contract/route-settings.ts';
import { callTargetSchema } from '../../contract/call-target.ts';
import { callTargetText } from './call-target-text.ts';
import { chooseRoute, type RoutedCall } from './choose-route.ts';

const route = (name: string, more: object): Route =>
  routeSchema.parse({ name, to: { kind: 'extension', extension: '1001' }, ...more });
const office = namedCalendarSchema.parse({
  name: 'office',
  open: [{ from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] }],
});
const call: RoutedCall = { dialed: '+861088886666', caller: '+8613800001234', from: 'carrier-a' };
const monday = Date.parse('2026-11-23T10:00:00+08:00');
const nationalDay = Date.parse('2026-10-01T10:00:00+08:00');

const chosen = (routes: readonly Route[], nowMs = monday, about: Partial<RoutedCall> = {}) =>
  chooseRoute({ ...call, ...about }, routes, [office], nowMs).route?.name ?? null;

describe('chooseRoute', () => {
  it('takes the first route of which every condition holds', () => {
    const routes = [
      route('other-trunk', { from: ['carrier-b'] }),
      route('vip', { caller: ['+8613900000000'] }),
      route('hotline', { dialed: ['+861088886666'], from: ['carrier-a', 'carrier-b'] }),
      route('all', {}),
    ];
    expect(chosen(routes)).toBe('hotline');
    expect(chosen(routes, monday, { caller: '+8613900000000' })).toBe('vip');
    expect(chosen(routes, monday, { dialed: '+861088887777' })).toBe('all');
    expect(chosen(routes, monday, { from: 'carrier-b' })).toBe('other-trunk');
  });

  it('asks the calendar: a holiday is closed too, and can be asked for by itself', () => {
    const by = (...is: string[]) => is.map((word) => route(word, { when: { calendar: 'office', is: word } }));
    expect(chosen(by('open', 'holiday', 'closed'))).toBe('open');
    expect(chosen(by('open', 'holiday', 'closed'), nationalDay)).toBe('holiday');
    expect(chosen(by('open', 'closed'), nationalDay)).toBe('closed');
    expect(chosen([route('lost', { when: { calendar: 'gone' } })])).toBeNull();
  });

  it('leads nowhere where no route is for it, and says why in masked numbers', () => {
    const { to, why } = chooseRoute(
      call,
      [
        route('vip', { caller: ['+86139...'] }),
        route('night', { when: { calendar: 'office', is: 'closed' } }),
        route('other', { from: ['carrier-b'] }),
      ],
      [office],
      monday,
    );
    expect(to).toBeNull();
    expect(why).toEqual([
      "route 'vip' is not for it: caller +86138****1234 is none of +86139...",
      "route 'night' is not for it: calendar 'office' is open (2026-11-23 10:00 in Asia/Shanghai)",
      "route 'other' is not for it: it came by carrier-a",
      'no route is for +8610****6666 by carrier-a',
    ]);
  });

  it('says why a route was taken', () => {
    const day = route('day', {
      dialed: ['+8610...'],
      from: ['carrier-a'],
      when: { calendar: 'office' },
      to: { kind: 'queue', queue: 'sales' },
    });
    expect(chooseRoute(call, [day], [office], monday).why).toEqual([
      "route 'day' leads to queue sales: by carrier-a; dialed +8610****6666 is +8610...; calendar 'office' is open (2026-11-23 10:00 in Asia/Shanghai)",
    ]);
    expect(chooseRoute(call, [route('all', {})], [], monday).why).toEqual([
      "route 'all' leads to extension 1001: it takes every call",
    ]);
  });

  it('never looks past the first match, and a route before it never changes what a later one is for', () => {
    const number = fc.stringMatching(/^[0-9]{1,4}$/);
    const routes = fc.array(
      fc.array(
        fc.oneof(
          number,
          number.map((digits) => `${digits}...`),
        ),
        { maxLength: 2 },
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(routes, number, (patterns, dialed) => {
        const all = patterns.map((dialedPatterns, index) => route(`r${index}`, { dialed: dialedPatterns }));
        const alone = all.filter((one) => chosen([one], monday, { dialed }) !== null);
        expect(chosen(all, monday, { dialed })).toBe(alone[0]?.name ?? null);
      }),
    );
  });
});

describe('callTargetText', () => {
  it.each([
    [{ kind: 'ring-group', extensions: ['1001', '1002'] }, 'ring group 1001, 1002'],
    [{ kind: 'ivr', ivr: 'hotline' }, 'ivr hotline'],
    [{ kind: 'robot', script: 'spring' }, 'robot spring'],
    [{ kind: 'voicemail', box: '1001' }, 'voicemail 1001'],
    [{ kind: 'conference', room: 'daily' }, 'conference daily'],
    [{ kind: 'outside', number: '+8613800001234' }, 'outside +86138****1234'],
    [{ kind: 'reject' }, 'reject as declined'],
  ])('%j is %s', (target, text) => {
    expect(callTargetText(callTargetSchema.parse(target))).toBe(text);
  });
});
