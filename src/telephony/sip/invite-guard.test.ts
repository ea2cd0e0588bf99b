import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../foundation/random.ts';
import { FakeClock } from '../../foundation/testing/fake-clock.ts';
import type { InviteGuard, InviteRequest, OutgoingCallListener, SipEndpoint } from './sip-endpoint.ts';
import { MemoryNetwork, openMemoryEndpoint } from './testing/memory-network.ts';

const offer = { contentType: 'application/sdp', content: 'v=0\r\n' };
const request = (host: string, headers: Readonly<Record<string, string>> = {}): InviteRequest => ({
  requestUri: `sip:1001@${host}`,
  from: { uri: 'sip:us@10.0.0.1' },
  to: `sip:1001@${host}`,
  headers,
  offer,
});

let clock: FakeClock;
let callee: SipEndpoint;
let caller: SipEndpoint;
let told: string[];
let rang: number;

const hear = (call: Pick<OutgoingCallListener, 'failed'> = { failed: () => undefined }): OutgoingCallListener => ({
  progressed: () => undefined,
  answered: () => void told.push('answered'),
  failed: (answer) => {
    told.push(`failed ${answer.status}`);
    call.failed(answer);
  },
  answeredLate: () => undefined,
  ended: () => undefined,
  reoffered: () => ({ refuse: 488 }),
  info: () => undefined,
});

describe('an endpoint with an invite guard', () => {
  const guard: InviteGuard = (_, ways) =>
    ways.some(({ host }) => host === '10.0.0.66') ? null : { over: (answered) => void told.push(`over ${answered}`) };

  beforeEach(async () => {
    clock = new FakeClock();
    told = [];
    rang = 0;
    const network = new MemoryNetwork({ clock, random: seededRandom(1) });
    const open = (host: string, more: object = {}) =>
      openMemoryEndpoint(network, { clock, random: seededRandom(2), userAgent: 'ua', host, ...more });
    caller = await open('10.0.0.1', { inviteGuard: guard });
    callee = await open('10.0.0.2');
    callee.onInvite((call) => {
      rang++;
      call.reject(486);
    });
  });

  it('sends what may leave, and tells the guard what came of it', async () => {
    caller.invite(request('10.0.0.2'), hear());
    await clock.tickAsync(100);
    expect([told, rang]).toEqual([['over false', 'failed 486'], 1]);
  });

  it('refuses with 403 what may not, by its next hop or by a route, and sends nothing', async () => {
    caller.invite(request('10.0.0.66'), hear());
    caller.invite(
      {
        ...request('10.0.0.66', { Route: '<sip:10.0.0.2;lr>' }),
        nextHop: { host: '10.0.0.2', port: 5060, transport: 'udp' },
      },
      hear(),
    );
    expect(told).toEqual([]);
    await clock.tickAsync(100);
    expect([told, rang]).toEqual([['failed 403', 'failed 403'], 0]);
  });

  it('ends quietly where a refused call is cancelled at once', async () => {
    caller.invite(request('10.0.0.66'), hear()).cancel();
    await clock.tickAsync(40_000);
    expect([told, rang]).toEqual([['failed 403'], 0]);
  });
});
