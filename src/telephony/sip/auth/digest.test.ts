import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../foundation/random.ts';
import { field } from '../message/format-message.ts';
import type { SipResponse } from '../message/message.ts';
import { parseDigestChallenge, type DigestChallenge } from './digest-challenge.ts';
import { DigestClient } from './digest-client.ts';
import { digestResponse, formatAuthorization } from './digest-response.ts';

const challengeOf = (text: string): DigestChallenge => {
  const challenge = parseDigestChallenge(text);
  if (!challenge) throw new Error(`not read: ${text}`);
  return challenge;
};

describe('digestResponse()', () => {
  // RFC 7616 §3.9.1: both algorithms for the same request.
  const request = {
    method: 'GET',
    uri: '/dir/index.html',
    credentials: { username: 'Mufasa', password: 'Circle of Life' },
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    nonceCount: 1,
  };
  const challenge = (algorithm: string): DigestChallenge =>
    challengeOf(
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    );

  it('is that of RFC 7616 §3.9.1 with MD5', () => {
    expect(digestResponse(challenge('MD5'), request)).toBe('8ca523f5e9506fed4657c9700eebdbec');
  });

  it('is that of RFC 7616 §3.9.1 with SHA-256', () => {
    expect(digestResponse(challenge('SHA-256'), request)).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
  });

  it('is that of RFC 2617 §3.5', () => {
    const old = challengeOf(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
    const credentials = { username: 'Mufasa', password: 'Circle Of Life' };
    expect(digestResponse(old, { ...request, credentials, cnonce: '0a4f113b' })).toBe(
      '6629fae49393a05397450978507c4ef1',
    );
  });

  it('is that of RFC 2069 where the server offers no qop', () => {
    const oldest = challengeOf('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"');
    const credentials = { username: 'Mufasa', password: 'CircleOfLife' };
    // RFC 2069 §2.4 as its errata 749 corrects it.
    expect(digestResponse(oldest, { ...request, credentials })).toBe('1949323746fe6a43ef61f9606e7febea');
  });
});

describe('formatAuthorization()', () => {
  it('counts the uses of a nonce in eight hex digits and escapes quotes', () => {
    const challenge = challengeOf('Digest realm="a \\"b\\"", nonce="n", qop="auth", opaque="o"');
    const text = formatAuthorization(challenge, {
      method: 'INVITE',
      uri: 'sip:b@c',
      credentials: { username: 'u', password: 'p' },
      cnonce: 'c',
      nonceCount: 26,
    });
    expect(text).toContain('nc=0000001a');
    expect(text).toContain('realm="a \\"b\\""');
    expect(text).toContain('opaque="o"');
    expect(text).toContain('algorithm=MD5');
  });
});

describe('parseDigestChallenge()', () => {
  it.each([
    'Basic realm="x"',
    'Digest realm="x"',
    'Digest realm="x", nonce="y", algorithm=SHA-1',
    'Digest realm="x", nonce="y", qop="auth-int"',
    'Digest realm="x, nonce="y"',
    'Digest ,,,',
  ])('takes %s as none of ours', (text) => {
    expect(parseDigestChallenge(text)).toBeNull();
  });

  it('reads stale and the algorithm in any case', () => {
    expect(parseDigestChallenge('digest REALM="x", nonce=y, stale=TRUE, algorithm=sha-512-256-sess')).toMatchObject({
      realm: 'x',
      nonce: 'y',
      stale: true,
      algorithm: 'SHA-512-256-sess',
    });
  });
});

describe('DigestClient', () => {
  const challenged = (...values: [string, string][]): SipResponse => ({
    kind: 'response',
    status: 401,
    reasonPhrase: '',
    headers: values.map(([name, value]) => field(name, value)),
    body: '',
  });
  const client = (): DigestClient =>
    new DigestClient(seededRandom(1), () => Promise.resolve({ username: 'u', password: 'p' }));
  const once = challenged(['www-authenticate', 'Digest realm="r", nonce="1", qop="auth"']);

  it('carries nothing before it was challenged, then counts on', async () => {
    const digest = client();
    expect(digest.authorize('INVITE', 'sip:x')).toEqual([]);
    expect(await digest.challenged(once)).toBe(true);
    const counts = [1, 2, 3].map(() => /nc=(\d+)/.exec(digest.authorize('INVITE', 'sip:x')[0]?.value ?? '')?.[1]);
    expect(counts).toEqual(['00000001', '00000002', '00000003']);
  });

  it('gives up when its first answer is refused', async () => {
    const digest = client();
    await digest.challenged(once);
    digest.authorize('INVITE', 'sip:x');
    expect(await digest.challenged(challenged(['www-authenticate', 'Digest realm="r", nonce="2", qop="auth"']))).toBe(
      false,
    );
  });

  it('asks again when only the nonce was too old, but not with the same one', async () => {
    const digest = client();
    await digest.challenged(once);
    digest.authorize('INVITE', 'sip:x');
    const stale = (nonce: string): SipResponse =>
      challenged(['www-authenticate', `Digest realm="r", nonce="${nonce}", stale=true`]);
    expect(await digest.challenged(stale('2'))).toBe(true);
    expect(await digest.challenged(stale('2'))).toBe(false);
  });

  it('answers a proxy and a server, each in its own header', async () => {
    const digest = client();
    await digest.challenged(challenged(['proxy-authenticate', 'Digest realm="p", nonce="1"']));
    await digest.challenged(once);
    expect(digest.authorize('INVITE', 'sip:x').map(({ name }) => name)).toEqual([
      'proxy-authorization',
      'authorization',
    ]);
  });

  it('takes the first algorithm it has of those a realm offers', async () => {
    const digest = client();
    const offers = ['SHA-999', 'SHA-256', 'MD5'].map((algorithm): [string, string] => [
      'www-authenticate',
      `Digest realm="r", nonce="${algorithm}", algorithm=${algorithm}`,
    ]);
    expect(await digest.challenged(challenged(...offers))).toBe(true);
    expect(digest.authorize('INVITE', 'sip:x').map(({ value }) => /algorithm=(\S+)/.exec(value)?.[1])).toEqual([
      'SHA-256',
    ]);
  });

  it('has no answer without credentials or without a challenge it can read', async () => {
    const none = new DigestClient(seededRandom(1), () => Promise.resolve(null));
    expect(await none.challenged(once)).toBe(false);
    expect(await client().challenged(challenged(['www-authenticate', 'Basic realm="r"']))).toBe(false);
  });
});
