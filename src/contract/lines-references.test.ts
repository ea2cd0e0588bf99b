import { describe, expect, it } from 'vitest';
import { linesDocumentSchema } from './lines-document.ts';

const base = {
  trunks: [{ name: 'main', proxy: '192.0.2.1', callerNumbers: ['+861088886666'] }],
  seats: [{ name: 'amy', address: 'sip:amy@192.0.2.7' }],
  extensions: [{ name: '1001', password: 'env:P' }],
  calendars: [{ name: 'office', open: [{ from: '09:00', to: '18:00' }] }],
  queues: [{ name: 'sales', seats: ['amy'] }],
  conferences: [{ name: 'daily' }],
};

function problems(more: object): string[] {
  const parsed = linesDocumentSchema.safeParse({ ...base, ...more });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('names in a lines document', () => {
  it('may all stand for something', () => {
    const queues = [
      { name: 'sales', seats: ['amy'], overflow: [{ when: 'no-agents', to: { kind: 'queue', queue: 'sales' } }] },
    ];
    const to = [
      { kind: 'queue', queue: 'sales' },
      { kind: 'extension', extension: '1001' },
      { kind: 'ring-group', extensions: ['1001'] },
      { kind: 'voicemail', box: '1001' },
      { kind: 'outside', number: '+8613800000000', trunk: 'main' },
      { kind: 'outside', number: '+8613800000000' },
      { kind: 'robot', script: 'spring' },
      { kind: 'conference', room: 'daily' },
      { kind: 'reject' },
    ];
    const routes = to.map((target, index) => ({
      name: `r${index}`,
      from: ['main', 'extension'],
      when: { calendar: 'office' },
      to: target,
    }));
    expect(problems({ queues, routes })).toEqual([]);
  });

  it('that stand for nothing are all told at once', () => {
    const bad = [
      { name: 'a', from: ['other'], to: { kind: 'queue', queue: 'gone' } },
      {
        name: 'b',
        from: ['main'],
        when: { calendar: 'shop' },
        to: { kind: 'ring-group', extensions: ['1001', '1002'] },
      },
      { name: 'c', from: ['main'], to: { kind: 'ivr', ivr: 'hotline' } },
      { name: 'd', from: ['main'], to: { kind: 'voicemail', box: '1009' } },
      { name: 'e', from: ['main'], to: { kind: 'outside', number: '+8613800000000', trunk: 'other' } },
    ];
    const queues = [
      {
        name: 'sales',
        seats: ['bob'],
        overflow: [{ when: 'length', waiting: 3, to: { kind: 'extension', extension: '2000' } }],
      },
    ];
    expect(problems({ queues, routes: bad })).toEqual([
      "queues.0.seats.0: queue 'sales' is served by seat 'bob', which does not exist",
      "queues.0.overflow.0.to.extension: queue 'sales' overflows to extension '2000', which does not exist",
      "routes.0.from.0: route 'a' is for calls by trunk 'other', which does not exist",
      "routes.0.to.queue: route 'a' leads to queue 'gone', which does not exist",
      "routes.1.when.calendar: route 'b' asks calendar 'shop', which does not exist",
      "routes.1.to.extensions.1: route 'b' leads to extension '1002', which does not exist",
      "routes.2.to.ivr: route 'c' leads to ivr 'hotline', which does not exist",
      "routes.3.to.box: route 'd' leads to the voicemail of extension '1009', which does not exist",
      "routes.4.to.trunk: route 'e' leads to trunk 'other', which does not exist",
    ]);
  });

  it('are told where no call can come to a route, and where one stands twice', () => {
    const to = { kind: 'queue', queue: 'sales' };
    const routes = [
      { name: 'all', to },
      { name: 'late', to },
      { name: 'late', dialed: ['...'], to },
    ];
    expect(problems({ routes })).toEqual([
      "routes.2.name: name 'late' is used twice",
      "routes.1.name: no call comes to route 'late': route 'all' before it takes every call",
      "routes.2.name: no call comes to route 'late': route 'all' before it takes every call",
    ]);
  });
});

describe('where a seat sits', () => {
  const amy = { name: 'amy', extension: '1001' };

  it('is at an address or at an extension of the house', () => {
    expect(problems({ seats: [amy] })).toEqual([]);
    expect(problems({ seats: [{ ...amy, extension: '1009' }] })).toEqual([
      "seats.0.extension: seat 'amy' sits at extension '1009', which does not exist",
    ]);
    const either = 'seats.0: a seat has either an address or an extension';
    expect(problems({ seats: [{ name: 'amy' }] })).toEqual([either]);
    expect(problems({ seats: [{ ...amy, address: 'sip:amy@192.0.2.7' }] })).toEqual([either]);
  });

  it('is never at a trunk: what comes there calls a number', () => {
    const message = (name: string): string =>
      `seats.0.address: seat '${name}' has the address of trunk 'main': wanted that of a telephone`;
    for (const address of ['sip:13800138000@192.0.2.1', 'sips:192.0.2.1:5060;transport=tcp'])
      expect(problems({ seats: [{ name: 'amy', address }] })).toEqual([message('amy')]);
    expect(problems({ seats: [{ name: 'amy', address: 'sip:amy@192.0.2.1:5070' }] })).toEqual([]);
  });

  it('is nobody else’s', () => {
    expect(problems({ seats: [amy, { name: 'bob', extension: '1001' }] })).toEqual([
      "seats.1.extension: seat 'bob' sits at extension '1001', as seat 'amy' does",
    ]);
  });
});
