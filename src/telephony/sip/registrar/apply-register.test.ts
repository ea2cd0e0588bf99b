import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegisterRequest, SipAddress } from '../sip-endpoint.ts';
import { applyRegister, type RegisterStep } from './apply-register.ts';
import { byPreference, contactOf, nextHopOf, type Binding } from './binding.ts';
import { contactKey, isRefusal, readRegister, type RegisterWish } from './read-register.ts';
import { registrarLimits } from './registrar-limits.ts';

const phone: SipAddress = { host: '192.0.2.7', port: 40_000, transport: 'udp' };

interface Asked {
  readonly contacts?: readonly string[];
  readonly callId?: string;
  readonly sequence?: number;
  readonly source?: SipAddress;
  readonly requestUri?: string;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
}

let counted = 0;

function request({
  contacts = [],
  callId = 'a',
  sequence = ++counted,
  source = phone,
  requestUri = 'sip:pbx.example',
  headers = {},
}: Asked): RegisterRequest {
  const all = { via: ['SIP/2.0/UDP 192.0.2.7'], ...(contacts.length > 0 ? { contact: contacts } : {}), ...headers };
  return { requestUri, to: 'sip:1001@pbx.example', callId, sequence, source, headers: new Map(Object.entries(all)) };
}

function wishOf(asked: Asked): RegisterWish {
  const read = readRegister(request(asked));
  if (isRefusal(read)) throw new Error(`refused with ${read.status}`);
  return read;
}

const statusOf = (asked: Asked): number => {
  const read = readRegister(request(asked));
  return isRefusal(read) ? read.status : 200;
};

const limits = { ...registrarLimits, contactsPerUser: 3 };

const apply = (before: readonly Binding[], asked: Asked, nowMs = 0, room = 100): RegisterStep =>
  applyRegister(before, wishOf(asked), limits, room, nowMs);

const headersOf = ({ answer }: RegisterStep, wanted: string): string[] =>
  answer.headers.filter(({ name }) => name === wanted).map(({ value }) => value);

const kindsOf = ({ changes }: RegisterStep): string[] =>
  changes.map((change) => `${change.kind} ${change.binding.uri}${change.kind === 'removed' ? ` ${change.cause}` : ''}`);

const one = 'sip:1001@192.0.2.7:5060';
const two = 'sip:1001@192.0.2.8:5060';

describe('applyRegister()', () => {
  it('binds, refreshes and takes away a contact', () => {
    const first = apply([], { contacts: [`<${one}>;expires=600`] });
    expect(kindsOf(first)).toEqual([`registered ${one}`]);
    expect(headersOf(first, 'contact')).toEqual([`<${one}>;expires=600`]);
    const second = apply(first.bindings, { contacts: [`<${one}>;expires=600;q=0.5`] }, 100_000);
    expect(kindsOf(second)).toEqual([`refreshed ${one}`]);
    expect(second.bindings).toMatchObject([{ expiresAtMs: 700_000, q: 0.5 }]);
    const third = apply(second.bindings, { contacts: [`<${one}>`], headers: { expires: ['0'] } }, 100_000);
    expect(kindsOf(third)).toEqual([`removed ${one} unregistered`]);
    expect([third.bindings, third.answer.status, headersOf(third, 'contact')]).toEqual([[], 200, []]);
  });

  it('answers with all contacts that live, also where none is given', () => {
    const both = apply([], { contacts: [`<${one}>;expires=100`, `<${two}>;expires=200;q=0.25`] });
    const asked = apply(both.bindings, {}, 50_500);
    expect(headersOf(asked, 'contact')).toEqual([`<${one}>;expires=50`, `<${two}>;expires=150;q=0.25`]);
    expect(asked.changes).toEqual([]);
    expect(headersOf(apply(both.bindings, {}, 100_000), 'contact')).toEqual([`<${two}>;expires=100;q=0.25`]);
  });

  it.each([
    ['its own expires', ['<sip:a@b>;expires=120'], '300', 120],
    ['the Expires header', ['<sip:a@b>'], '300', 300],
    ['the default', ['<sip:a@b>'], undefined, 3_600],
    ['the default for nonsense', ['<sip:a@b>;expires=soon'], '300', 3_600],
    ['the longest there is', ['<sip:a@b>;expires=99999999'], undefined, 7_200],
    ['a parameter without brackets', ['sip:a@b;expires=120'], undefined, 120],
  ])('grants %s', (_, contacts, expires, granted) => {
    const step = apply([], { contacts, ...(expires === undefined ? {} : { headers: { expires: [expires] } }) });
    expect(step.bindings[0]?.expiresAtMs).toBe(granted * 1_000);
  });

  it('refuses a brief wish with Min-Expires and changes nothing', () => {
    const before = apply([], { contacts: [`<${one}>`] }).bindings;
    const step = apply(before, { contacts: [`<${one}>;expires=0`, `<${two}>;expires=59`] });
    expect([step.answer.status, headersOf(step, 'min-expires'), step.bindings]).toEqual([423, ['60'], before]);
    const patient = { ...limits, minExpiresSec: 7_000 };
    const hour = wishOf({ contacts: [`<${one}>;expires=3600`] });
    expect(applyRegister([], hour, patient, 1, 0).answer.status).toBe(200);
  });

  it('takes away everything for a star', () => {
    const before = apply([], { contacts: [`<${one}>`, `<${two}>`] }).bindings;
    const step = apply(before, { contacts: ['*'], callId: 'b', headers: { expires: ['0'] } });
    expect(kindsOf(step)).toEqual([`removed ${one} unregistered`, `removed ${two} unregistered`]);
  });

  it('refuses what comes out of order within one Call-ID, the star too, and changes nothing', () => {
    const before = apply([], { contacts: [`<${one}>`], sequence: 5 }).bindings;
    const late = [
      apply(before, { contacts: [`<${one}>`], sequence: 5 }),
      apply(before, { contacts: [`<${one}>;expires=0`], sequence: 4 }),
      apply(before, { contacts: ['*'], sequence: 3, headers: { expires: ['0'] } }),
      apply(before, { contacts: [`<${two}>`, `<${one}>`], sequence: 5 }),
    ];
    for (const step of late) expect([step.answer.status, step.bindings, step.changes]).toEqual([500, before, []]);
    expect(apply(before, { contacts: [`<${one}>`], sequence: 1, callId: 'b' }).answer.status).toBe(200);
    expect(apply(before, { contacts: [`<${two}>`], sequence: 1 }).answer.status).toBe(200);
  });

  it('lets a further contact replace the one that was refreshed longest ago', () => {
    let bindings: readonly Binding[] = [];
    for (const [at, host] of ['a', 'b', 'c'].entries())
      bindings = apply(bindings, { contacts: [`<sip:x@${host}>`] }, at).bindings;
    bindings = apply(bindings, { contacts: ['<sip:x@a>'] }, 3).bindings;
    const step = apply(bindings, { contacts: ['<sip:x@d>'] }, 4);
    expect(kindsOf(step)).toEqual(['removed sip:x@b replaced', 'registered sip:x@d']);
    const many = ['a', 'b', 'c', 'd'].map((host) => `<sip:x@${host}>`);
    expect(apply([], { contacts: many }).answer.status).toBe(403);
  });

  it('takes no new contact when the table is full, but refreshes and removes', () => {
    const before = apply([], { contacts: [`<${one}>`] }).bindings;
    expect(apply(before, { contacts: [`<${two}>`] }, 1, 0).answer.status).toBe(503);
    expect(apply(before, { contacts: [`<${one}>`] }, 1, 0).answer.status).toBe(200);
    expect(apply(before, { contacts: [`<${one}>;expires=0`] }, 1, -5).answer.status).toBe(200);
  });

  it('knows a flow by instance and reg-id, whatever its contact says', () => {
    const headers = { supported: ['path', 'outbound'] };
    const flow = (port: number, regId: number): string =>
      `<sip:1001@10.0.0.1:${port};ob>;reg-id=${regId};+sip.instance="<urn:uuid:7>"`;
    const first = apply([], { contacts: [flow(1, 1)], headers });
    expect(headersOf(first, 'contact')[0]).toBe(
      '<sip:1001@10.0.0.1:1;ob>;expires=3600;+sip.instance="<urn:uuid:7>";reg-id=1',
    );
    expect(headersOf(first, 'require')).toEqual(['outbound']);
    const second = apply(first.bindings, { contacts: [flow(2, 1)], headers }, 1);
    expect(second.bindings.map(({ uri }) => uri)).toEqual(['sip:1001@10.0.0.1:2;ob']);
    expect(apply(second.bindings, { contacts: [flow(3, 2)], headers }, 2).bindings.length).toBe(2);
    // A phone that does not say it supports outbound has no flows.
    const plain = apply([], { contacts: [flow(1, 1)] });
    expect([headersOf(plain, 'require'), plain.bindings[0]?.regId]).toEqual([[], null]);
  });

  it('holds its rules whatever is registered', () => {
    const contact = fc.record({ host: fc.constantFrom('a', 'b', 'c', 'd', 'e'), expires: fc.constantFrom(0, 60, 500) });
    const registration = fc.record({
      contacts: fc.uniqueArray(contact, { selector: ({ host }) => host, maxLength: 4 }),
      callId: fc.constantFrom('x', 'y'),
      sequence: fc.nat(20),
      star: fc.boolean(),
      afterMs: fc.nat(100_000),
    });
    fc.assert(
      fc.property(fc.array(registration, { maxLength: 25 }), (registrations) => {
        let bindings: readonly Binding[] = [];
        let nowMs = 0;
        for (const { contacts, callId, sequence, star, afterMs } of registrations) {
          nowMs += afterMs;
          const texts = contacts.map(({ host, expires }) => `<sip:u@${host}>;expires=${expires}`);
          const asked = star ? { contacts: ['*'], headers: { expires: ['0'] } } : { contacts: texts };
          const step = apply(bindings, { ...asked, callId, sequence }, nowMs, 10);
          const live = bindings.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
          const gone = new Set(step.changes.filter(({ kind }) => kind === 'removed').map((each) => each.binding.key));
          const came = step.changes.filter(({ kind }) => kind === 'registered').map((each) => each.binding.key);
          // What is told is what happened.
          const expected = [...live.map(({ key }) => key).filter((key) => !gone.has(key)), ...came];
          expect(step.bindings.map(({ key }) => key).toSorted()).toEqual(expected.toSorted());
          expect(new Set(expected).size).toBe(expected.length);
          expect(step.bindings.length).toBeLessThanOrEqual(limits.contactsPerUser);
          expect(step.bindings.every(({ expiresAtMs }) => expiresAtMs > nowMs)).toBe(true);
          const granted = step.answer.status === 200;
          expect(headersOf(step, 'contact').length).toBe(granted ? step.bindings.length : 0);
          expect(step.bindings).toEqual(granted ? step.bindings : live);
          bindings = step.bindings;
        }
      }),
    );
  });
});

describe('readRegister()', () => {
  it.each<[string, Asked, number]>([
    ['a star beside another contact', { contacts: ['*', `<${one}>`], headers: { expires: ['0'] } }, 400],
    ['a star that does not expire', { contacts: ['*'], headers: { expires: ['60'] } }, 400],
    ['a star without Expires', { contacts: ['*'] }, 400],
    ['a contact that is no SIP URI', { contacts: ['<mailto:a@b>'] }, 400],
    ['a contact that cannot be read', { contacts: ['<sip:'] }, 400],
    ['one contact twice', { contacts: ['<sip:a@B>', '<sip:%61@b>'] }, 400],
    ['an unknown extension', { headers: { require: ['path', 'gruu'] } }, 420],
    ['a request URI of another scheme', { requestUri: 'tel:+123' }, 416],
    ['a path that is none', { headers: { path: ['nowhere'] } }, 400],
    ['extensions that we have', { headers: { require: ['Path', 'outbound'] } }, 200],
  ])('judges %s', (_, asked, status) => {
    expect(statusOf(asked)).toBe(status);
  });

  it('refuses a flow through a first proxy that does not keep it', () => {
    const contacts = [`<${one}>;reg-id=1;+sip.instance="<urn:uuid:7>"`];
    const via = ['SIP/2.0/UDP proxy', 'SIP/2.0/UDP phone'];
    const through = (path: readonly string[]): number =>
      statusOf({ contacts, headers: { via, supported: ['outbound'], path } });
    expect(through([])).toBe(439);
    expect(through(['<sip:edge;lr>'])).toBe(439);
    expect(through(['<sip:core;lr>', '<sip:edge;lr;ob>'])).toBe(200);
  });

  it('never throws', () => {
    const text = fc.string({ maxLength: 40 });
    const read = fc.property(fc.array(text), text, text, (contacts, path, expires) => {
      readRegister(request({ contacts, headers: { path: [path], expires: [expires] } }));
    });
    expect(() => fc.assert(read)).not.toThrow();
  });
});

describe('contactKey()', () => {
  it.each([
    ['sip:a@B.example', 'SIP:%61@b.EXAMPLE', true],
    ['sip:a@b;transport=TCP', 'sip:a@b;transport=tcp', true],
    ['sip:a@b;ob;x=1', 'sip:a@b', true],
    ['sip:A@b', 'sip:a@b', false],
    ['sip:a@b', 'sip:a@b:5060', false],
    ['sip:a@b', 'sip:a@b;transport=udp', false],
    ['sip:a@b', 'sips:a@b', false],
  ])('%s and %s: %s', (first, second, same) => {
    expect(contactKey(first) === contactKey(second)).toBe(same);
  });
});

describe('nextHopOf()', () => {
  const bound = (contact: string, asked: Asked = {}): Binding => {
    const [binding] = apply([], { contacts: [contact], ...asked }).bindings;
    if (!binding) throw new Error('not bound');
    return binding;
  };
  const tcp: SipAddress = { ...phone, transport: 'tcp' };
  const via = ['SIP/2.0/UDP edge', 'SIP/2.0/UDP phone'];

  it.each<[string, Binding, SipAddress]>([
    ['a phone without NAT: where its contact says', bound(`<${one}>`), { ...phone, port: 5060 }],
    ['a phone behind NAT: where it came from', bound('<sip:1001@10.0.0.2:5060>'), phone],
    ['a connection: back by it', bound(`<${one};transport=tcp>`, { source: tcp }), tcp],
    ['a transport that nobody can call: back by it', bound('<sip:1001@x.invalid;transport=ws>'), phone],
    [
      'a path: its first proxy',
      bound('<sip:1001@10.0.0.2>', { headers: { via, path: ['<sip:edge.example:5070;lr>', '<sip:far;lr>'] } }),
      { host: 'edge.example', port: 5070, transport: 'udp' },
    ],
    [
      'a proxy that leaves no path: where the contact says',
      bound('<sip:1001@10.0.0.2>', { headers: { via } }),
      { host: '10.0.0.2', port: 5060, transport: 'udp' },
    ],
  ])('of %s', (_, binding, hop) => {
    expect(nextHopOf(binding)).toEqual(hop);
  });

  it('of an outbound flow is the flow, even where the contact names the same host', () => {
    const flow = bound(`<${one}>;reg-id=1;+sip.instance="<urn:uuid:7>"`, { headers: { supported: ['outbound'] } });
    expect(nextHopOf(flow)).toEqual(phone);
    expect(contactOf(flow, 600_000)).toEqual({
      uri: one,
      q: 1,
      nextHop: phone,
      routeHeaders: {},
      received: phone,
      instance: 'urn:uuid:7',
      userAgent: null,
      expiresInMs: 3_000_000,
    });
  });

  it('comes with the path as routes', () => {
    const path = ['<sip:edge;lr>', '<sip:far;lr>'];
    const step = apply([], { contacts: [`<${one}>`], headers: { via, path, 'user-agent': ['Phone 1'] } });
    const contacts = step.bindings.map((binding) => contactOf(binding, 0));
    expect(contacts).toMatchObject([{ routeHeaders: { Route: '<sip:edge;lr>, <sip:far;lr>' }, userAgent: 'Phone 1' }]);
    expect(headersOf(step, 'path')).toEqual(path);
  });
});

describe('byPreference()', () => {
  it('puts the highest q first, then the latest', () => {
    const first = apply([], { contacts: ['<sip:x@a>;q=0.5', '<sip:x@b>;q=0.9'] }, 1).bindings;
    const all = apply(first, { contacts: ['<sip:x@c>;q=0.9'] }, 2).bindings;
    expect(all.toSorted(byPreference).map(({ uri }) => uri)).toEqual(['sip:x@c', 'sip:x@b', 'sip:x@a']);
  });
});
