import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../foundation/random.ts';
import { parseDigestAuthorization } from './digest-authorization.ts';
import { parseDigestChallenge, type DigestChallenge } from './digest-challenge.ts';
import { formatAuthorization } from './digest-response.ts';
import { DigestServer, type DigestVerdict } from './digest-server.ts';
import { NonceCounts } from './nonce-counts.ts';
import { NonceMint } from './signed-nonce.ts';

const realm = 'pbx.example';
const host = '10.0.0.7';
const passwords: Readonly<Record<string, string>> = { 1001: 'secret', 1002: 'other' };

interface Try {
  readonly username?: string;
  readonly password?: string;
  readonly count?: number;
  readonly method?: string;
}

describe('DigestServer', () => {
  let server: DigestServer;
  beforeEach(() => {
    server = new DigestServer({ random: seededRandom(1), nonceLifeMs: 60_000 });
  });

  const challenge = (algorithm = 'SHA-256', nowMs = 0): DigestChallenge => {
    const all = server.challenges(realm, host, nowMs).map((text) => parseDigestChallenge(text));
    const found = all.find((one) => one?.algorithm === algorithm);
    if (!found) throw new Error(`no challenge for ${algorithm}`);
    return found;
  };

  const answerTo = (asked: DigestChallenge, { username = '1001', password = 'secret', count = 1 }: Try = {}): string =>
    formatAuthorization(asked, {
      method: 'REGISTER',
      uri: 'sip:pbx.example',
      credentials: { username, password },
      cnonce: 'abcd',
      nonceCount: count,
    });

  const judge = (
    answers: readonly string[],
    { nowMs = 1, from = host, method = 'REGISTER' } = {},
  ): Promise<DigestVerdict<{ readonly password: string }>> =>
    server.judge({ method, realm, host: from, answers, nowMs }, (username) => {
      const password = passwords[username];
      return Promise.resolve(password === undefined ? null : { password });
    });

  it('offers SHA-256 before MD5, with one nonce', () => {
    const [first, second] = server.challenges(realm, host, 0).map((text) => parseDigestChallenge(text));
    expect([first?.algorithm, second?.algorithm]).toEqual(['SHA-256', 'MD5']);
    expect(first).toMatchObject({ realm, qopAuth: true, stale: false, nonce: second?.nonce });
  });

  it.each(['SHA-256', 'MD5'])('knows the right password with %s', async (algorithm) => {
    expect(await judge([answerTo(challenge(algorithm))])).toEqual({ kind: 'valid', account: { password: 'secret' } });
  });

  it('takes a wrong user and a wrong password for the same', async () => {
    expect(await judge([answerTo(challenge(), { password: 'guess' })])).toEqual({ kind: 'wrong' });
    expect(await judge([answerTo(challenge(), { username: '9999' })])).toEqual({ kind: 'wrong' });
    expect(await judge([answerTo(challenge(), { username: '1002' })])).toEqual({ kind: 'wrong' });
  });

  it('does not take an answer to another method', async () => {
    expect((await judge([answerTo(challenge())], { method: 'INVITE' })).kind).toBe('wrong');
  });

  it('takes an answer once, and later counts of its nonce', async () => {
    const asked = challenge();
    const kinds = [];
    for (const count of [1, 1, 3, 2, 4]) kinds.push((await judge([answerTo(asked, { count })])).kind);
    expect(kinds).toEqual(['valid', 'stale', 'valid', 'stale', 'valid']);
  });

  it('calls an old nonce stale, but only where the password is right', async () => {
    const asked = challenge();
    expect((await judge([answerTo(asked)], { nowMs: 60_001 })).kind).toBe('stale');
    expect((await judge([answerTo(asked, { password: 'guess' })], { nowMs: 60_001 })).kind).toBe('wrong');
    expect(server.challenges(realm, host, 0, { stale: true })[0]).toContain('stale=true');
  });

  it('judges no answer to a nonce it did not give to that host for that realm', async () => {
    const asked = challenge();
    expect((await judge([answerTo(asked)], { from: '10.0.0.8' })).kind).toBe('absent');
    const forged = { ...asked, nonce: asked.nonce.replace(/^./, 'f') };
    expect((await judge([answerTo(forged)])).kind).toBe('absent');
    expect((await judge([answerTo({ ...asked, nonce: 'short' })])).kind).toBe('absent');
    expect((await judge([answerTo({ ...asked, realm: 'else' })])).kind).toBe('absent');
    expect((await judge([])).kind).toBe('absent');
  });

  it('finds its own realm among several answers', async () => {
    const asked = challenge();
    const answers = ['Basic xyz', answerTo({ ...asked, realm: 'else' }), answerTo(asked)];
    expect((await judge(answers)).kind).toBe('valid');
  });

  it('accepts no algorithm it did not offer', async () => {
    server = new DigestServer({ random: seededRandom(1), algorithms: ['SHA-256'] });
    const asked = challenge();
    expect((await judge([answerTo({ ...asked, algorithm: 'MD5' })])).kind).toBe('absent');
  });

  it('rejects where the accounts cannot be asked', async () => {
    const question = { method: 'REGISTER', realm, host, answers: [answerTo(challenge())], nowMs: 1 };
    await expect(server.judge(question, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  });

  it('never takes any answer but the right one', async () => {
    const text = fc.string({ minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(text, text, async (username, password) => {
        const right = Object.hasOwn(passwords, username) && passwords[username] === password;
        const verdict = await judge([answerTo(challenge(), { username, password })]);
        expect(verdict.kind === 'valid').toBe(right);
      }),
    );
  });
});

describe('parseDigestAuthorization()', () => {
  it('wants every part, qop=auth and a count of eight hex digits', () => {
    const parts = 'username="u", realm="r", nonce="n", uri="sip:x", response="AB", qop=auth, nc=0000000a, cnonce="c"';
    expect(parseDigestAuthorization(`Digest ${parts}`)).toEqual({
      username: 'u',
      realm: 'r',
      nonce: 'n',
      uri: 'sip:x',
      response: 'ab',
      algorithm: 'MD5',
      cnonce: 'c',
      nonceCount: 10,
    });
    const all = parts.split(', ');
    for (const part of all) {
      const others = all.filter((one) => one !== part).join(', ');
      expect(parseDigestAuthorization(`Digest ${others}`)).toBeNull();
    }
    expect(parseDigestAuthorization(`Digest ${parts.replace('0000000a', 'a')}`)).toBeNull();
    expect(parseDigestAuthorization(`Digest ${parts}, algorithm=SHA-1`)).toBeNull();
    expect(parseDigestAuthorization('Basic x')).toBeNull();
  });

  it('never throws', () => {
    const read = fc.property(fc.string(), (text) => {
      parseDigestAuthorization(`Digest ${text}`);
    });
    expect(() => fc.assert(read)).not.toThrow();
  });
});

describe('NonceMint', () => {
  it('tells when it gave a nonce, to its holder alone', () => {
    const mint = new NonceMint(seededRandom(1));
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.string(), fc.nat(51), (atMs, holder, at) => {
        const nonce = mint.issue(holder, atMs);
        expect(mint.issuedAtMs(nonce, holder)).toBe(atMs);
        expect(mint.issuedAtMs(nonce, `${holder} else`)).toBeNull();
        const changed = nonce.slice(0, at) + (nonce[at] === '0' ? '1' : '0') + nonce.slice(at + 1);
        expect(mint.issuedAtMs(changed, holder)).toBeNull();
      }),
    );
  });

  it('gives no nonce twice', () => {
    const mint = new NonceMint(seededRandom(1));
    expect(new Set(Array.from({ length: 1_000 }, () => mint.issue('x', 5))).size).toBe(1_000);
  });
});

describe('NonceCounts', () => {
  it('takes no use of a nonce twice, however little it may remember', () => {
    const use = fc.record({ nonce: fc.nat(5), count: fc.integer({ min: 1, max: 4 }), afterMs: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(use, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (uses, capacity) => {
        const counts = new NonceCounts(capacity, 100);
        const taken = new Set<string>();
        let nowMs = 10;
        for (const { nonce, count, afterMs } of uses) {
          nowMs += afterMs;
          if (!counts.use(String(nonce), nonce, count, nowMs)) continue;
          expect(taken.has(`${nonce} ${count}`)).toBe(false);
          taken.add(`${nonce} ${count}`);
          expect(counts.size).toBeLessThanOrEqual(capacity);
        }
      }),
    );
  });

  it('forgets what is too old by itself', () => {
    const counts = new NonceCounts(10, 100);
    counts.use('a', 0, 1, 0);
    counts.use('b', 150, 1, 150);
    expect(counts.size).toBe(1);
  });
});
