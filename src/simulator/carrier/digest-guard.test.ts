import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { DigestGuard } from './digest-guard.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

function answer(challenge: string, password: string): string {
  const nonce = /nonce="([^"]+)"/u.exec(challenge)?.[1] ?? '';
  const secret = md5(`waihu:carrier.invalid:${password}`);
  const response = md5(`${secret}:${nonce}:00000001:ab:auth:${md5('INVITE:sip:+99912345678@127.0.0.1')}`);
  return `Digest username="waihu", realm="carrier.invalid", nonce="${nonce}", uri="sip:+99912345678@127.0.0.1", qop=auth, nc=00000001, cnonce="ab", response="${response}"`;
}

describe('DigestGuard', () => {
  const guard = new DigestGuard({ username: 'waihu', password: 'secret', status: 407 }, seededRandom(1));
  const challenge = guard.challenge()['Proxy-Authenticate'] ?? '';
  const judge = (header?: string) =>
    guard.judge('INVITE', new Map(header === undefined ? [] : [['proxy-authorization', [header]]]));

  it('asks once for credentials, takes the right ones and no others', () => {
    expect(judge()).toBe('absent');
    expect(judge(answer(challenge, 'secret'))).toBe('valid');
    expect(judge(answer(challenge, 'guess'))).toBe('wrong');
    expect(judge(answer(challenge.replace(/nonce="../u, 'nonce="xx'), 'secret'))).toBe('wrong');
    expect(judge('Digest username="waihu"')).toBe('wrong');
  });
  it('names the header by its status and the algorithm by its rules', () => {
    const rules = { username: 'a', password: 'b', status: 401, algorithm: 'SHA-256' } as const;
    expect(new DigestGuard(rules, seededRandom(1)).challenge()['WWW-Authenticate']).toContain('algorithm=SHA-256');
  });
});
