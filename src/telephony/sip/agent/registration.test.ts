import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../foundation/random.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import type { RegistrationState, SipAddress, SipEndpoint } from '../sip-endpoint.ts';
import { MemoryNetwork, openMemoryEndpoint } from '../testing/memory-network.ts';
import { planRegistration } from './registration-plan.ts';

const outcome = { status: 200, grantedSec: null, minExpiresSec: null, retryAfterSec: null };
const progress = { askedSec: 600, failures: 0 };

describe('planRegistration()', () => {
  it('comes again after four fifths of what was granted', () => {
    expect(planRegistration({ ...progress, failures: 3 }, { ...outcome, grantedSec: 100 })).toEqual({
      verdict: 'registered',
      expiresSec: 100,
      nextAfterMs: 80_000,
      progress,
    });
    expect(planRegistration(progress, outcome).expiresSec).toBe(600);
  });

  it('asks for longer at once when the registrar wants that, once', () => {
    const brief = { ...outcome, status: 423, minExpiresSec: 900 };
    expect(planRegistration(progress, brief)).toMatchObject({
      verdict: 'too-brief',
      nextAfterMs: 0,
      progress: { askedSec: 900 },
    });
    expect(planRegistration({ ...progress, askedSec: 900 }, brief).verdict).toBe('refused');
  });

  it.each([
    [403, 'refused'],
    [404, 'refused'],
    [408, 'unreachable'],
    [503, 'unreachable'],
  ])('after %i it is %s and waits longer each time, up to five minutes', (status, verdict) => {
    const waits = [0, 1, 2, 5, 6, 50].map((failures) =>
      planRegistration({ ...progress, failures }, { ...outcome, status }),
    );
    expect(waits.map(({ nextAfterMs }) => nextAfterMs / 1_000)).toEqual([5, 10, 20, 160, 300, 300]);
    expect(waits[0]?.verdict).toBe(verdict);
  });

  it('waits as long as Retry-After says', () => {
    expect(planRegistration(progress, { ...outcome, status: 503, retryAfterSec: 90 }).nextAfterMs).toBe(90_000);
  });
});

describe('a registration', () => {
  let clock: FakeClock;
  let network: MemoryNetwork;
  let endpoint: SipEndpoint;
  let states: RegistrationState[];
  const address: SipAddress = { host: '10.0.0.9', port: 5060, transport: 'udp' };

  beforeEach(async () => {
    clock = new FakeClock();
    network = new MemoryNetwork({ clock, random: seededRandom(1) });
    endpoint = await openMemoryEndpoint(network, { clock, random: seededRandom(2), userAgent: 'ua', host: '10.0.0.1' });
    states = [];
  });

  /** A registrar that answers the nth REGISTER with the nth line, the last one for all that follow. */
  async function registrar(...answers: (string | null)[]): Promise<string[]> {
    const asked: string[] = [];
    const send = await network.attach(address.host, address.port, (text, from) => {
      asked.push(text);
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      if (!answer) return;
      const kept = text.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
      send(`SIP/2.0 ${answer}\r\n${kept.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, from);
    });
    return asked;
  }

  const register = (): { close(): Promise<void> } =>
    endpoint.register(
      {
        address,
        addressOfRecord: 'sip:1000@pbx.example',
        credentials: () => Promise.resolve({ username: '1000', password: 'secret' }),
        expiresSec: 60,
      },
      (state) => states.push(state),
    );

  it('answers the challenge, comes again in time with its nonce counted on, and goes', async () => {
    const granted = '200 OK\r\nContact: <sip:other@1.2.3.4>;expires=9\r\nContact: <sip:1000@10.0.0.1:5060>;expires=50';
    const asked = await registrar(
      '401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth"',
      granted,
    );
    const registration = register();
    await clock.tickAsync(50);
    expect(states).toEqual([{ state: 'registering' }, { state: 'registered', expiresSec: 50 }]);
    await clock.tickAsync(40_000);
    const closed = registration.close();
    await clock.tickAsync(50);
    await closed;
    const fields = (name: string): (string | undefined)[] =>
      asked.map((text) => new RegExp(`${name}: ?"?(.*?)"?\\r\\n`).exec(text)?.[1]);
    expect(fields('CSeq')).toEqual(['1 REGISTER', '2 REGISTER', '3 REGISTER', '4 REGISTER']);
    expect(fields('Expires')).toEqual(['60', '60', '60', '0']);
    expect(asked.map((text) => /nc=(\d+)/.exec(text)?.[1])).toEqual([undefined, '00000001', '00000002', '00000003']);
    expect(new Set(fields('Call-ID')).size).toBe(1);
    expect(asked[0]).toContain('REGISTER sip:pbx.example SIP/2.0');
    expect(asked[0]).toContain('Contact: <sip:1000@10.0.0.1:5060>\r\n');
    expect(clock.pendingTimers).toBeLessThan(10);
  });

  it('reports a wrong password as refused and tries again later', async () => {
    const challenge = (nonce: number): string =>
      `401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="${nonce}", qop="auth"`;
    const asked = await registrar(challenge(1), challenge(2), challenge(3), '200 OK');
    register();
    await clock.tickAsync(100);
    expect(states.at(-1)).toEqual({ state: 'refused', status: 401, reasonPhrase: 'Unauthorized' });
    expect(asked.length).toBe(2);
    await clock.tickAsync(5_100);
    expect(states.at(-1)).toEqual({ state: 'registered', expiresSec: 60 });
  });

  it('asks for what the registrar wants at least', async () => {
    const asked = await registrar('423 Interval Too Brief\r\nMin-Expires: 3600', '200 OK\r\nExpires: 3600');
    register();
    await clock.tickAsync(100);
    expect(asked.map((text) => /Expires: (\d+)/.exec(text)?.[1])).toEqual(['60', '3600']);
    expect(states).toEqual([{ state: 'registering' }, { state: 'registered', expiresSec: 3_600 }]);
  });

  it('is unreachable when nothing answers, and closes without a word to say', async () => {
    await registrar(null);
    const registration = register();
    await clock.tickAsync(33_000);
    expect(states.at(-1)).toEqual({ state: 'unreachable', reason: 'timeout' });
    await registration.close();
    await registration.close();
    expect(states.length).toBe(2);
  });
});
