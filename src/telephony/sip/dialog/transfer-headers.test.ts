import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SipMessage } from '../message/message.ts';
import { eventOf, expiresOf, subscriptionStateOf } from './event-headers.ts';
import { formatReferTo, parseReferTo } from './refer-to.ts';
import { formatReplaces, parseReplaces, refusalOfReplacing } from './replaces.ts';
import { fragmentOf, statusOfFragment } from './sip-fragment.ts';

const token = fc.stringMatching(/^[A-Za-z0-9\-.!%*_+`'~]{1,20}$/);

describe('Replaces', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9@.-]{1,30}$/),
        token,
        token,
        fc.boolean(),
        (callId, toTag, fromTag, early) => {
          const replaced = { callId, toTag, fromTag, ...(early ? { earlyOnly: true } : {}) };
          expect(parseReplaces(formatReplaces(replaced))).toEqual(replaced);
          expect(parseReferTo(formatReferTo('sip:x@y', replaced))).toEqual({
            uri: 'sip:x@y',
            method: 'INVITE',
            replaces: replaced,
          });
        },
      ),
    );
  });

  it.each([
    '',
    'a',
    'a;to-tag=1',
    'a;from-tag=1',
    ';to-tag=1;from-tag=2',
    'a b;to-tag=1;from-tag=2',
    'a;to-tag="x y";from-tag=2',
  ])('does not read %j', (value) => expect(parseReplaces(value)).toBeNull());

  it('may replace an answered call, or one of ours that still rings', () => {
    const one = { callId: 'a', toTag: 'b', fromTag: 'c' };
    expect(
      (['early-ours', 'early-theirs', 'established', 'over', null] as const).map((state) =>
        refusalOfReplacing(one, state),
      ),
    ).toEqual([null, 481, null, 603, 481]);
    expect(refusalOfReplacing({ ...one, earlyOnly: true }, 'early-ours')).toBeNull();
    expect(refusalOfReplacing({ ...one, earlyOnly: true }, 'established')).toBe(486);
  });
});

describe('Refer-To', () => {
  it.each([
    ['<sip:bob@example.com>', { uri: 'sip:bob@example.com', method: 'INVITE', replaces: null }],
    ['sip:bob@example.com', { uri: 'sip:bob@example.com', method: 'INVITE', replaces: null }],
    ['"Bob" <tel:+8610>', { uri: 'tel:+8610', method: 'INVITE', replaces: null }],
    ['<sip:bob@example.com;method=BYE>', { uri: 'sip:bob@example.com', method: 'BYE', replaces: null }],
    ['<sip:b@h?Subject=x&Accept-Contact=y>', { uri: 'sip:b@h', method: 'INVITE', replaces: null }],
    [
      '<sip:b@h?Replaces=12345%40192.168.118.3%3Bto-tag%3D12345%3Bfrom-tag%3D5FFE-3994>',
      {
        uri: 'sip:b@h',
        method: 'INVITE',
        replaces: { callId: '12345@192.168.118.3', toTag: '12345', fromTag: '5FFE-3994' },
      },
    ],
  ])('%s', (value, target) => expect(parseReferTo(value)).toEqual(target));

  it.each([
    '',
    'bob',
    '<mailto:bob@h>',
    '<sip:b@h?Replaces=x>',
    '<sip:b@h?Replaces=%zz>',
    '<sip:b@h?Replaces=a%0d%0aVia:;to-tag=1;from-tag=2>',
  ])('does not read %j', (value) => expect(parseReferTo(value)).toBeNull());

  it('never throws and never yields a line end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        const target = parseReferTo(`<sip:b@h?${text}>`);
        expect(/[\r\n]/.test(target ? formatReferTo(target.uri, target.replaces ?? undefined) : '')).toBe(false);
      }),
    );
  });
});

describe('sipfrag', () => {
  it('is one status line', () => {
    expect(fragmentOf(486).content).toBe('SIP/2.0 486 Busy Here\r\n');
    expect(statusOfFragment(fragmentOf(200, 'a\r\nb'))).toEqual({ status: 200, reasonPhrase: 'a b' });
    expect(statusOfFragment({ contentType: 'Message/SipFrag', content: 'SIP/2.0 180' })).toEqual({
      status: 180,
      reasonPhrase: '',
    });
    expect(statusOfFragment({ contentType: 'text/plain', content: 'SIP/2.0 180 Ringing' })).toBeNull();
    expect(statusOfFragment({ contentType: 'message/sipfrag', content: 'INVITE sip:x SIP/2.0' })).toBeNull();
    expect(statusOfFragment(null)).toBeNull();
  });
});

describe('event headers', () => {
  const message = (headers: Readonly<Record<string, string>>): SipMessage => ({
    kind: 'response',
    status: 200,
    reasonPhrase: '',
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    body: '',
  });

  it('are read, or are absent', () => {
    expect(eventOf(message({ event: 'Refer;id=93' }))).toEqual({ name: 'refer', id: '93' });
    expect(eventOf(message({ event: 'dialog' }))).toEqual({ name: 'dialog', id: null });
    expect(eventOf(message({ event: 'a b' }))).toBeNull();
    expect(eventOf(message({}))).toBeNull();
    expect(subscriptionStateOf(message({ 'subscription-state': 'terminated;reason=noresource' }))).toEqual({
      state: 'terminated',
      reason: 'noresource',
      expiresSec: null,
    });
    expect(subscriptionStateOf(message({ 'subscription-state': 'active;expires=60' }))?.expiresSec).toBe(60);
    expect(subscriptionStateOf(message({}))).toBeNull();
    expect([expiresOf(message({ expires: ' 30 ' })), expiresOf(message({ expires: 'soon' }))]).toEqual([30, null]);
  });
});
