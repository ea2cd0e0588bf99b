import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { silentLogger } from '../../../foundation/logger.ts';
import { systemRandom } from '../../../foundation/random.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { openSipEndpoint, type SipEndpointOptions } from '../open-sip-endpoint.ts';
import type { IncomingCall, SipEndpoint, SipTransport } from '../sip-endpoint.ts';
import { recordIncoming, recordOutgoing, sdp } from '../testing/call-recorders.ts';
import { TestCertificates, type TestCertificate } from '../../testing/test-certificates.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

let certificates: TestCertificates;
let localhost: TestCertificate;
beforeAll(() => {
  certificates = new TestCertificates();
  localhost = certificates.signed('DNS:localhost,IP:127.0.0.1');
});
afterAll(() => certificates.remove());

async function endpoint(options: Partial<SipEndpointOptions> = {}): Promise<SipEndpoint> {
  const made = await openSipEndpoint({
    clock: systemClock,
    random: systemRandom,
    userAgent: 'test',
    bind: { host: '127.0.0.1', port: 0 },
    transports: ['udp', 'tcp'],
    ...options,
  });
  open.push(made);
  return made;
}

/** Listens on everything, with that certificate. */
const server = (certificate = localhost, more: Partial<SipEndpointOptions> = {}): Promise<SipEndpoint> =>
  endpoint({ binds: { tls: { port: 0 }, ws: { port: 0 }, wss: { port: 0 } }, tls: { certificate }, ...more });

const portOf = (made: SipEndpoint, transport: SipTransport): number =>
  made.addresses.find((address) => address.transport === transport)?.port ?? 0;

/** Lets what the last call has left in the event loop happen. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => void setImmediate(resolve));
};

describe.each(['tls', 'ws', 'wss'] as const)('over %s', (transport) => {
  it('an endpoint asks another', async () => {
    const callee = await server();
    const caller = await endpoint({ tls: { authorities: [certificates.authority] } });
    const answer = await caller.options(`sip:127.0.0.1:${portOf(callee, transport)};transport=${transport}`);
    expect(answer.status).toBe(200);
  });

  it('an endpoint that listens nowhere calls, and is asked by the connection it opened', async () => {
    const callee = await server();
    const caller = await endpoint({ transports: ['udp'], tls: { authorities: [certificates.authority] } });
    const taken = new Promise<IncomingCall>((resolve) => callee.onInvite(resolve));
    const heard = recordOutgoing({ reoffered: () => sdp('answer') });
    const call = caller.invite(
      {
        requestUri: `sip:robot@127.0.0.1:${portOf(callee, transport)};transport=${transport}`,
        from: { uri: 'sip:caller@example.com' },
        to: 'sip:robot@example.com',
        offer: sdp('offer'),
      },
      heard,
    );
    const incoming = await taken;
    expect(incoming.source).toMatchObject({ transport, flow: expect.stringMatching(/^[0-9a-f]+-1$/) as string });
    recordIncoming(incoming);
    await incoming.accept(sdp('accepted'));
    expect(heard.events).toEqual(['answered']);
    expect((await incoming.reinvite(sdp('again'))).content).toBe('answer');
    await incoming.bye();
    await until(() => heard.ends.length > 0);
    expect(heard.events).toEqual(['answered', 'ended remote']);
    expect(call.identity().remoteTarget).toContain(`;transport=${transport}`);
  });
});

describe('URIs', () => {
  it('choose the way: sips: is TLS, and WSS with transport=ws', async () => {
    const callee = await server();
    const caller = await endpoint({ tls: { authorities: [certificates.authority] } });
    const tls = await caller.options(`sips:localhost:${portOf(callee, 'tls')}`);
    const wss = await caller.options(`sips:localhost:${portOf(callee, 'wss')};transport=ws`);
    expect([tls.status, wss.status]).toEqual([200, 200]);
  });
});

/** Tries TLS and WSS with a peer that has this certificate; resolves to the status and what the log says. */
async function refusal(
  transport: 'tls' | 'wss',
  certificate: TestCertificate,
  host = 'localhost',
  tls: SipEndpointOptions['tls'] = { authorities: [certificates.authority] },
): Promise<{ readonly status: number; readonly causes: readonly string[] }> {
  const causes: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (facts: unknown) => void causes.push(String((facts as { cause?: string }).cause)),
  };
  const callee = await server(certificate);
  const caller = await endpoint({ tls, logger });
  const { status } = await caller.options(`sip:${host}:${portOf(callee, transport)};transport=${transport}`);
  return { status, causes };
}

describe.each(['tls', 'wss'] as const)('a peer on %s', (transport) => {
  it('is refused with the certificate of another host', async () => {
    const { status, causes } = await refusal(transport, certificates.signed('DNS:other.example'));
    expect(status).toBe(503);
    expect(causes[0]).toMatch(/certificate of localhost:\d+ is for DNS:other\.example; wanted localhost/);
  });

  it('is refused with a certificate that has the name and not the address', async () => {
    const { status, causes } = await refusal(transport, certificates.signed('DNS:localhost'), '127.0.0.1');
    expect(status).toBe(503);
    expect(causes[0]).toMatch(/is for DNS:localhost; wanted 127\.0\.0\.1/);
  });

  it('is refused with a certificate of its own making', async () => {
    const { status, causes } = await refusal(transport, certificates.selfSigned('DNS:localhost'));
    expect(status).toBe(503);
    expect(causes[0]).toMatch(/certificate of localhost:\d+ is self-signed and is signed by nobody we trust/);
  });

  it('is refused with a certificate of an authority we were not told of', async () => {
    const { status, causes } = await refusal(transport, localhost, 'localhost', {});
    expect([status, causes[0]]).toEqual([503, expect.stringContaining('is signed by nobody we trust')]);
  });

  it('is refused with a certificate that has expired', async () => {
    const { status, causes } = await refusal(transport, certificates.signed('DNS:localhost', -1));
    expect(status).toBe(503);
    expect(causes[0]).toMatch(/certificate of localhost:\d+ has expired/);
  });

  it('is taken as it is where the operator said so, by host', async () => {
    const { status } = await refusal(transport, certificates.selfSigned('DNS:x'), 'localhost', {
      unverified: ['LOCALHOST'],
    });
    expect(status).toBe(200);
  });

  it('is known by a SIP domain in its certificate, which comes before its host names', async () => {
    const right = await refusal(transport, certificates.signed('URI:sip:localhost'));
    const wrong = await refusal(transport, certificates.signed('URI:sip:other.example,DNS:localhost'));
    expect([right.status, wrong.status]).toEqual([200, 503]);
    expect(wrong.causes[0]).toMatch(/is for URI:sip:other\.example/);
  });
});

describe('a TLS port', () => {
  it('answers a TLS client that is not ours', async () => {
    const callee = await server();
    const port = portOf(callee, 'tls');
    const client = spawn('openssl', [
      's_client',
      '-quiet',
      '-verify_return_error',
      '-verify_hostname',
      'localhost',
      '-CAfile',
      certificates.path('authority.pem'),
      '-connect',
      `127.0.0.1:${port}`,
    ]);
    open.push({ close: () => Promise.resolve(void client.kill()) });
    client.stdin.write(optionsText('TLS', 'client.invalid'));
    let answer = '';
    client.stdout.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    await until(() => answer.includes('\r\n\r\n'));
    expect(answer).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(answer).toContain('Via: SIP/2.0/TLS client.invalid');
  });

  it('speaks no TLS below 1.2', async () => {
    const callee = await server();
    const old = connectTls({
      host: '127.0.0.1',
      port: portOf(callee, 'tls'),
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      rejectUnauthorized: false,
    });
    const [error] = (await once(old, 'error')) as [Error & { code?: string }];
    expect(error.code).toMatch(/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/);
  });

  it('is not opened without a certificate, nor with one that is none, nor with a key of another', async () => {
    const tries: SipEndpointOptions['tls'][] = [
      {},
      { certificate: { chain: 'nothing', key: 'nothing' } },
      { certificate: { chain: localhost.chain, key: certificates.selfSigned('DNS:x').key } },
    ];
    for (const tls of tries)
      await expect(endpoint({ binds: { tls: { port: 0 } }, ...(tls ? { tls } : {}) })).rejects.toMatchObject({
        code: 'sip-bad-certificate',
      });
  });

  it('says which port is taken, and lets go of the others', async () => {
    const first = await server();
    const port = portOf(first, 'tls');
    const refused = endpoint({ binds: { ws: { port } } });
    await expect(refused).rejects.toMatchObject({ code: 'sip-port-in-use', facts: { port, transport: 'ws' } });
  });
});

describe('a connection', () => {
  const clocked = async (limits: SipEndpointOptions['limits'] = {}): Promise<[FakeClock, SipEndpoint]> => {
    const clock = new FakeClock();
    return [clock, await server(localhost, { clock: clock satisfies Clock, limits })];
  };

  const raw = async (port: number) => {
    const socket = connect(port, '127.0.0.1');
    open.push({ close: () => Promise.resolve(void socket.destroy()) });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };

  it('that says nothing is closed after 30 seconds', async () => {
    const [clock, callee] = await clocked();
    const spoke = await raw(portOf(callee, 'tcp'));
    spoke.write(optionsText('TCP', 'client.invalid'));
    await once(spoke, 'data');
    const silent = await raw(portOf(callee, 'tcp'));
    const gone = once(silent, 'close');
    silent.write('\r\n\r\n');
    await once(silent, 'data');
    clock.tick(36_000);
    await gone;
    expect([silent.destroyed, spoke.destroyed]).toEqual([true, false]);
  });

  it('that never ends a message is closed after 15 seconds', async () => {
    const [clock, callee] = await clocked();
    const socket = await raw(portOf(callee, 'tcp'));
    const text = optionsText('TCP', 'client.invalid');
    socket.write(text + text.slice(0, 60));
    await once(socket, 'data');
    const gone = once(socket, 'close');
    clock.tick(21_000);
    await gone;
    expect(socket.destroyed).toBe(true);
  });

  it('too many from one address is not taken', async () => {
    const [, callee] = await clocked({ perSource: 2 });
    const port = portOf(callee, 'tcp');
    const kept = [await raw(port), await raw(port)];
    const refused = await raw(port);
    if (!refused.closed) await once(refused, 'close');
    kept[0]?.write(optionsText('TCP', 'client.invalid'));
    await once(kept[0] as never, 'data');
    expect([refused.destroyed, kept.map((one) => one.destroyed)]).toEqual([true, [false, false]]);
  });
});

function optionsText(transport: string, host: string): string {
  return [
    'OPTIONS sip:waihu@localhost SIP/2.0',
    `Via: SIP/2.0/${transport} ${host};branch=z9hG4bK${systemRandom.hex(4)}`,
    'Max-Forwards: 70',
    'From: <sip:client@localhost>;tag=1',
    'To: <sip:waihu@localhost>',
    `Call-ID: ${systemRandom.hex(4)}`,
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}
