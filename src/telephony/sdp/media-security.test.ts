import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { formatSessionDescription } from './format-session-description.ts';
import { newLocalSrtp, type SrtpMode } from './media-security.ts';
import { answerOffer, buildOffer, readAnswer, type LocalSession, type RemoteMedia } from './offer-answer.ts';
import { parseSessionDescription } from './parse-session-description.ts';
import type { SessionDescription } from './session-description.ts';

const key = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
const sdes = (more = ''): string => `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}${more}`;

function side(mode: SrtpMode, seed: number, textPort: number | null = 4_002): LocalSession {
  const plain = { sessionId: '7', version: 1, address: `192.0.2.${seed}`, audioPort: 4_000, textPort };
  const srtp = newLocalSrtp(mode, seededRandom(seed));
  return srtp ? { ...plain, srtp } : plain;
}

const said = (...media: string[]): SessionDescription =>
  parseSessionDescription(
    ['v=0', 'o=- 1 1 IN IP4 198.51.100.1', 's=-', 'c=IN IP4 198.51.100.1', 't=0 0', ...media].join('\r\n'),
  );

const onTheWire = (session: SessionDescription): SessionDescription =>
  parseSessionDescription(formatSessionDescription(session));

/** An offer and its answer, each through its text: what the two sides then do. */
function negotiate(caller: SrtpMode, callee: SrtpMode): { caller: RemoteMedia; callee: RemoteMedia } | null {
  const [one, other] = [side(caller, 1), side(callee, 2)];
  const answered = answerOffer(onTheWire(buildOffer(one)), other);
  if (answered.kind === 'refused') return null;
  const read = readAnswer(onTheWire(answered.answer), one);
  return read.kind === 'refused' ? null : { caller: read.remote, callee: answered.remote };
}

describe('encryption between two of us', () => {
  it.each([
    ['optional', 'optional'],
    ['optional', 'required'],
    ['required', 'optional'],
    ['required', 'required'],
  ] as const)('%s calls %s: under keys, each medium under its own', (caller, callee) => {
    const { caller: us, callee: them } = negotiate(caller, callee)!;
    expect(us.srtp?.suite).toBe('AES_CM_128_HMAC_SHA1_80');
    expect(us.srtp?.sendKey).toBe(them.srtp?.receiveKey);
    expect(us.srtp?.receiveKey).toBe(them.srtp?.sendKey);
    expect(us.text?.srtp?.sendKey).toBe(them.text?.srtp?.receiveKey);
    expect(us.text?.srtp?.sendKey).not.toBe(us.srtp?.sendKey);
  });

  it.each([
    ['off', 'off'],
    ['off', 'optional'],
    ['optional', 'off'],
  ] as const)('%s calls %s: in clear', (caller, callee) => {
    const { caller: us, callee: them } = negotiate(caller, callee)!;
    expect([us.srtp, them.srtp, us.text?.srtp, them.text?.srtp]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each([
    ['off', 'required'],
    ['required', 'off'],
  ] as const)('%s calls %s: refused', (caller, callee) => {
    expect(negotiate(caller, callee)).toBeNull();
  });
});

describe('an offer', () => {
  it('is of the secure profile where encryption is a must, of the plain one with keys where it may be', () => {
    const required = formatSessionDescription(buildOffer(side('required', 1)));
    expect(required).toContain('m=audio 4000 RTP/SAVP 8 0 101\r\n');
    expect(required).toMatch(/a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+/]{40}\r\n/);
    expect(required).toContain('a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:');
    expect(required).toMatch(/a=crypto:3 AEAD_AES_128_GCM inline:[A-Za-z0-9+/=]{40}\r\n/);
    const optional = formatSessionDescription(buildOffer(side('optional', 1)));
    expect(optional).toContain('m=audio 4000 RTP/AVP 8 0 101\r\n');
    expect(optional).toContain('a=crypto:1 ');
    expect(formatSessionDescription(buildOffer(side('off', 1)))).not.toContain('crypto');
  });
});

describe('an answer', () => {
  const answer = (offer: SessionDescription, mode: SrtpMode): string => {
    const verdict = answerOffer(offer, side(mode, 2));
    return verdict.kind === 'refused' ? verdict.reason : formatSessionDescription(verdict.answer);
  };

  it('keeps the profile, feedback included, and names the one key it took', () => {
    const offer = said(
      'm=audio 6000 RTP/SAVPF 8',
      'a=crypto:4 F8_128_HMAC_SHA1_80 inline:xyz',
      sdes().replace(':1 ', ':7 '),
    );
    const written = answer(offer, 'optional');
    expect(written).toContain('m=audio 4000 RTP/SAVPF 8\r\n');
    expect(written.match(/a=crypto:/g)).toHaveLength(1);
    expect(written).toContain('a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:');
    expect(written).not.toContain(key);
  });

  it('takes the encrypted one of two media that offer the same voice', () => {
    const offer = said('m=audio 6000 RTP/AVP 8', 'm=audio 6002 RTP/SAVP 8', sdes());
    expect(answer(offer, 'optional')).toMatch(/m=audio 0 RTP\/AVP 8[^]*m=audio 4000 RTP\/SAVP 8/);
    expect(answer(offer, 'off')).toMatch(/m=audio 4000 RTP\/AVP 8[^]*m=audio 0 RTP\/SAVP 8/);
  });

  it('never puts a key beside a medium it refuses', () => {
    expect(answer(said('m=audio 6000 RTP/AVP 8', 'm=audio 6002 RTP/SAVP 8', sdes()), 'off')).not.toContain('crypto');
  });

  it('refuses what does not fit, in words', () => {
    expect(answer(said('m=audio 6000 RTP/AVP 8'), 'required')).toContain('the offer has no audio encrypted or not as');
    expect(answer(said('m=audio 6000 RTP/SAVP 8', sdes()), 'off')).toContain(
      'the offer has no audio encrypted or not as',
    );
    expect(answer(said('m=audio 6000 RTP/SAVP 8'), 'optional')).toContain('the offer has no audio encrypted or not as');
  });

  it('leaves out text that is in clear where encryption is a must', () => {
    const offer = said('m=audio 6000 RTP/SAVP 8', sdes(), 'm=text 6002 RTP/AVP 98', 'a=rtpmap:98 t140/1000');
    expect(answer(offer, 'required')).toContain('m=text 0 RTP/AVP 98');
    expect(answer(offer, 'optional')).toContain('m=text 4002 RTP/AVP 98');
  });

  it('to our offer counts only with the tag of a key of ours', () => {
    const ours = side('required', 1, null);
    const answered = (tag: number): string =>
      readAnswer(said('m=audio 6000 RTP/SAVP 8', sdes().replace(':1 ', `:${tag} `)), ours).kind;
    expect(answered(1)).toBe('agreed');
    expect(answered(2)).toBe('refused');
  });
});

describe('a=crypto', () => {
  const cryptoIn = (line: string): unknown => said('m=audio 6000 RTP/SAVP 8', line).media[0]?.crypto;

  it('is read with a lifetime and a window hint', () => {
    const read = [{ tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80', masterKey: key }];
    expect(cryptoIn(sdes())).toEqual(read);
    expect(cryptoIn(sdes('|2^20'))).toEqual(read);
    expect(cryptoIn(sdes('|2^48 WSH=128'))).toEqual(read);
  });

  it.each([
    ['a key identifier in each packet', sdes('|2^20|1:4')],
    ['a key identifier alone', sdes('|1:4')],
    ['several keys', sdes(`;inline:${key}`)],
    ['packets in clear', sdes(' UNENCRYPTED_SRTP')],
    ['packets in clear behind a hint', sdes(' WSH=64 UNENCRYPTED_SRTP')],
    ['a changing key', sdes(' KDR=10')],
    ['a key too short', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2hvcnQ='],
    ['an unknown suite', `a=crypto:1 F8_128_HMAC_SHA1_80 inline:${key}`],
    ['a name that every object has', `a=crypto:1 constructor inline:${key}`],
    ['no key', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80'],
  ])('is passed over with %s', (_what, line) => {
    expect(cryptoIn(line)).toBeUndefined();
  });

  it('never shows its key in an error', () => {
    expect(() => said('m=audio 6000 RTP/SAVP 8', sdes().replace('a=', 'a '))).toThrow(
      /SDP line 7: 'a crypto:1 [^ ]+ inline:…/,
    );
  });
});
