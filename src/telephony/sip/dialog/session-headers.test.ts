import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SipMessage } from '../message/message.ts';
import { withDirection } from './held-offer.ts';
import {
  assertedIdentities,
  diversions,
  formatAssertedIdentity,
  formatDiversion,
  formatHistoryEntry,
  history,
  retargeted,
} from './identity-headers.ts';
import { minSecOf, timerAgreed, timerAnswer, timerPoints, timerRequest } from './session-timer.ts';

const message = (headers: Readonly<Record<string, string>>): SipMessage => ({
  kind: 'response',
  status: 200,
  reasonPhrase: '',
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  body: '',
});

const policy = { intervalSec: 1_800, minSec: 90 };

describe('the answer to a session timer', () => {
  const timer = { supported: 'timer' };

  it.each([
    ['a peer that knows none', {}, null, null, []],
    ['one that a proxy asked for: we refresh', { 'session-expires': '600' }, 600, 'local', ['600;refresher=uas']],
    ['a peer that knows it and asks for none', timer, 1_800, 'remote', ['1800;refresher=uac', 'timer']],
    ['it leaves the choice', { ...timer, 'session-expires': '600' }, 600, 'remote', ['600;refresher=uac', 'timer']],
    [
      'it refreshes',
      { ...timer, 'session-expires': '600;refresher=uac' },
      600,
      'remote',
      ['600;refresher=uac', 'timer'],
    ],
    ['we refresh', { ...timer, 'session-expires': '600;refresher=uas' }, 600, 'local', ['600;refresher=uas']],
    [
      'Min-SE above what we would say',
      { ...timer, 'min-se': '3600' },
      3_600,
      'remote',
      ['3600;refresher=uac', 'timer'],
    ],
    ['too short, of a peer that could not hear so', { 'session-expires': '30' }, 90, 'local', ['90;refresher=uas']],
    ['nonsense', { ...timer, 'session-expires': 'soon' }, 1_800, 'remote', ['1800;refresher=uac', 'timer']],
  ] as const)('%s', (_, headers, intervalSec, refresher, said) => {
    const answer = timerAnswer(message(headers), policy, null);
    expect(answer).toMatchObject({
      kind: 'agreed',
      timer: intervalSec === null ? null : { intervalSec, refresher },
    });
    expect(answer.headers.map(({ value }) => value)).toEqual(said);
  });

  it('is 422 to what is too short', () => {
    expect(timerAnswer(message({ ...timer, 'session-expires': '89' }), policy, null)).toEqual({
      kind: 'too-small',
      headers: [{ name: 'min-se', value: '90' }],
    });
  });

  it('keeps who refreshes where a later request does not say', () => {
    const current = { intervalSec: 200, refresher: 'local' } as const;
    expect(timerAnswer(message(timer), policy, current)).toMatchObject({ timer: current });
    expect(timerAnswer(message({}), policy, current)).toMatchObject({ timer: current });
  });

  it('and the request agree, whoever asks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 90, max: 99_999 }),
        fc.constantFrom('local', 'remote'),
        (intervalSec, refresher) => {
          const asked = timerRequest(policy, 0, { intervalSec, refresher });
          const request = message(
            Object.fromEntries(
              [...asked, { name: 'supported', value: 'timer' }].map(({ name, value }) => [name, value]),
            ),
          );
          const answer = timerAnswer(request, policy, null);
          const agreed = timerAgreed(
            message(Object.fromEntries(answer.headers.map(({ name, value }) => [name, value]))),
          );
          expect(agreed).toEqual({ intervalSec, refresher });
          expect(answer).toMatchObject({
            timer: { intervalSec, refresher: refresher === 'local' ? 'remote' : 'local' },
          });
          const { refreshMs, byeMs } = timerPoints(intervalSec);
          expect(refreshMs < byeMs && byeMs < intervalSec * 1_000).toBe(true);
        },
      ),
    );
    expect(timerAgreed(message({}))).toBeNull();
    expect(timerAgreed(message({ 'session-expires': '300' }))).toEqual({ intervalSec: 300, refresher: 'local' });
    expect(minSecOf(message({ 'min-se': '120;x=1' }))).toBe(120);
  });
});

describe('an offer turned', () => {
  it('has the direction in every medium, none before the first, and a version of one more', () => {
    const content =
      'v=0\no=- 7 9 IN IP4 h\ns=-\na=recvonly\nm=audio 1 RTP/AVP 8\na=sendrecv\na=ptime:20\nm=text 2 RTP/AVP 98\n';
    expect(withDirection({ contentType: 'application/sdp', content }, 'sendonly').content).toBe(
      'v=0\r\no=- 7 10 IN IP4 h\r\ns=-\r\nm=audio 1 RTP/AVP 8\r\na=ptime:20\r\na=sendonly\r\nm=text 2 RTP/AVP 98\r\na=sendonly\r\n',
    );
    const big = { contentType: 'application/sdp', content: 'o=- 1 18446744073709551 IN IP4 h\r\n' };
    expect(withDirection(big, 'inactive').content).toBe('o=- 1 18446744073709552 IN IP4 h\r\n');
  });
});

describe('identity headers', () => {
  it('reads whom the peer asserts, whom it was diverted from and what was tried', () => {
    const headers = new Map([
      ['p-asserted-identity', ['"Cullen" <sip:c@h>', 'tel:+14085264000', 'nonsense']],
      [
        'diversion',
        ['<sip:b@h>;reason=user-busy;counter=2', '"A" <tel:+86>;reason=No-Answer;counter=999', '<sip:c@h>'],
      ],
      [
        'history-info',
        [
          '<sip:a@h?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%22>;index=1',
          '<sip:b@h>;index=1.1;mp=1',
          '<sip:c@h>',
          '<sip:d@h?Reason=%zz>;index=2',
        ],
      ],
    ]);
    expect(assertedIdentities(headers)).toEqual([
      { uri: 'sip:c@h', displayName: 'Cullen' },
      { uri: 'tel:+14085264000', displayName: null },
    ]);
    expect(diversions(headers)).toEqual([
      { uri: 'sip:b@h', displayName: null, reason: 'user-busy', counter: 2 },
      { uri: 'tel:+86', displayName: 'A', reason: 'no-answer', counter: 1 },
      { uri: 'sip:c@h', displayName: null, reason: 'unknown', counter: 1 },
    ]);
    expect(history(headers)).toEqual([
      {
        uri: 'sip:a@h',
        displayName: null,
        index: '1',
        reason: { protocol: 'SIP', cause: 302, text: 'Moved' },
        origin: null,
      },
      { uri: 'sip:b@h', displayName: null, index: '1.1', reason: null, origin: { kind: 'mp', index: '1' } },
      { uri: 'sip:d@h', displayName: null, index: '2', reason: null, origin: null },
    ]);
    expect([assertedIdentities(new Map()), diversions(new Map()), history(new Map())]).toEqual([[], [], []]);
  });

  it('reads what it writes, whatever is written in a name', () => {
    const name = fc
      .string({
        unit: fc.constantFrom('"', '\\', 'é', '张', ',', ';', '<', '>', ' ', 'a'),
        minLength: 1,
        maxLength: 12,
      })
      .filter((text) => text.trim() === text);
    const party = fc.record({
      uri: fc.constantFrom('sip:a@h', 'tel:+8610', 'sips:b@h:5061;user=phone'),
      displayName: fc.option(name),
    });
    fc.assert(
      fc.property(party, fc.integer({ min: 1, max: 99 }), (one, counter) => {
        expect(assertedIdentities(new Map([['p-asserted-identity', [formatAssertedIdentity(one)]]]))).toEqual([one]);
        const step = { ...one, reason: 'deflection', counter };
        expect(diversions(new Map([['diversion', [formatDiversion(step)]]]))).toEqual([step]);
        const entries = retargeted(retargeted([], one, busy), { uri: 'sip:next@h', displayName: null }, busy, 'rc');
        expect(history(new Map([['history-info', entries.map(formatHistoryEntry)]]))).toEqual(entries);
      }),
    );
  });

  it('counts the history on', () => {
    const busy486 = retargeted(retargeted(retargeted([], at('a'), busy), at('b'), busy), at('c'), busy);
    expect(busy486.map(formatHistoryEntry)).toEqual([
      '<sip:a@h?Reason=SIP%3Bcause%3D486>;index=1',
      '<sip:b@h?Reason=SIP%3Bcause%3D486>;index=1.1;mp=1',
      '<sip:c@h>;index=1.1.1;mp=1.1',
    ]);
  });

  it.each(['sip:a@h>\r\nVia: x', 'sip:a@h\r\n', 'mailto:x', 'sip:a@h?Route=x'])('writes no address %j', (uri) => {
    for (const write of [
      () => formatAssertedIdentity({ uri, displayName: null }),
      () => formatDiversion({ uri, displayName: null, reason: 'unknown', counter: 1 }),
      () => formatHistoryEntry({ ...at('a'), uri, index: '1', reason: null, origin: null }),
    ])
      expect(write).toThrow(/identity header/);
  });

  it('writes no control character', () => {
    expect(() => formatAssertedIdentity({ uri: 'sip:a@h', displayName: 'a\r\nX: b' })).toThrow(/control/);
    expect(() => formatDiversion({ ...at('a'), reason: 'x\r\nY: z', counter: 1 })).toThrow(/control/);
    expect(() => formatHistoryEntry({ ...at('a'), index: '1\r\n', reason: null, origin: null })).toThrow(/index/);
  });
});

const busy = { protocol: 'SIP', cause: 486, text: '' };
const at = (user: string): { uri: string; displayName: null } => ({ uri: `sip:${user}@h`, displayName: null });
