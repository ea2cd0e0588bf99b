import { beforeEach, describe, expect, it } from 'vitest';
import type { SipEndpoint } from './sip-endpoint.ts';
import { CallPair, orderTo } from './testing/call-pair.ts';
import { recordOutgoing } from './testing/call-recorders.ts';
import { answerTo } from './testing/hand-written.ts';

let pair: CallPair;
let caller: SipEndpoint;

beforeEach(async () => {
  pair = new CallPair();
  caller = await pair.open('10.0.0.1');
});

const tick = (durationMs: number): Promise<void> => pair.clock.tickAsync(durationMs);

describe('authentication', () => {
  const challenge = (nonce: string, more = ''): string =>
    `WWW-Authenticate: Digest realm="r", nonce="${nonce}", qop="auth"${more}\r\n`;
  const credentials = () => Promise.resolve({ username: 'u', password: 'p' });

  /** A trunk that answers the nth INVITE with the nth line and header; counts INVITEs. */
  async function trunk(...answers: readonly [string, string][]): Promise<string[]> {
    const invites: string[] = [];
    const send = await pair.network.attach('10.0.0.3', 5060, (text, from) => {
      if (!text.startsWith('INVITE')) return;
      invites.push(text);
      const [line, extra] = answers[Math.min(invites.length, answers.length) - 1] ?? ['500 None', ''];
      send(answerTo(text, line, 'peer', extra), from);
    });
    return invites;
  }

  it('asks again with CSeq, branch and credentials of its own, and acknowledges with them', async () => {
    const invites = await trunk(['401 Unauthorized', challenge('n')], ['200 OK', '']);
    const branches: string[] = [];
    const listener = recordOutgoing();
    caller.invite(
      orderTo('10.0.0.2', {
        requestUri: 'sip:x@10.0.0.3',
        credentials,
        onIdentity: ({ inviteBranch }) => branches.push(inviteBranch),
      }),
      listener,
    );
    await tick(20);
    expect(listener.events).toEqual(['answered']);
    expect(invites.map((text) => /CSeq: (.*)\r/.exec(text)?.[1])).toEqual(['1 INVITE', '2 INVITE']);
    expect(new Set(branches).size).toBe(2);
    const ack = pair.network.sent.findLast(({ text }) => text.startsWith('ACK'))?.text;
    expect(ack).toContain('CSeq: 2 ACK');
    expect(ack).toContain('Authorization: Digest username="u"');
  });

  it('a trunk that asks for ever is given up', async () => {
    const stale = Array.from({ length: 20 }, (_, index): [string, string] => [
      '401 Unauthorized',
      challenge(`n${index}`, ', stale=true'),
    ]);
    const invites = await trunk(...stale);
    const listener = recordOutgoing();
    caller.invite(orderTo('10.0.0.2', { requestUri: 'sip:x@10.0.0.3', credentials }), listener);
    await tick(50);
    expect(listener.events).toEqual(['failed 401']);
    expect(invites.length).toBe(5);
  });

  it('no credentials, or none to be had, is the refusal itself', async () => {
    await trunk(['407 Proxy Authentication Required', challenge('n').replace('WWW', 'Proxy')]);
    const none = recordOutgoing();
    caller.invite(orderTo('10.0.0.2', { requestUri: 'sip:x@10.0.0.3' }), none);
    const broken = recordOutgoing();
    caller.invite(
      orderTo('10.0.0.2', {
        requestUri: 'sip:x@10.0.0.3',
        credentials: () => Promise.reject(new Error('database away')),
      }),
      broken,
    );
    await tick(20);
    expect([none.events, broken.events]).toEqual([['failed 407'], ['failed 407']]);
  });

  it('a cancel while credentials are fetched ends the call', async () => {
    const invites = await trunk(['401 Unauthorized', challenge('n')]);
    let give = (): void => undefined;
    const slow = (): Promise<{ username: string; password: string }> =>
      new Promise((resolve) => {
        give = () => resolve({ username: 'u', password: 'p' });
      });
    const listener = recordOutgoing();
    const call = caller.invite(orderTo('10.0.0.2', { requestUri: 'sip:x@10.0.0.3', credentials: slow }), listener);
    await tick(10);
    call.cancel();
    give();
    await tick(10);
    expect([listener.events, invites.length]).toEqual([['failed 487'], 1]);
  });

  it('a BYE is authenticated too', async () => {
    const byes: string[] = [];
    const send = await pair.network.attach('10.0.0.3', 5060, (text, from) => {
      if (text.startsWith('BYE')) byes.push(text);
      const challenged = text.startsWith('BYE') && byes.length === 1;
      if (!text.startsWith('ACK'))
        send(
          answerTo(text, challenged ? '401 Unauthorized' : '200 OK', 'peer', challenged ? challenge('b') : ''),
          from,
        );
    });
    const call = caller.invite(orderTo('10.0.0.2', { requestUri: 'sip:x@10.0.0.3', credentials }), recordOutgoing());
    await tick(5);
    const bye = call.bye();
    await tick(10);
    await bye;
    expect(byes.map((text) => [/CSeq: (\d+)/.exec(text)?.[1], text.includes('Authorization')])).toEqual([
      ['2', false],
      ['3', true],
    ]);
  });
});
