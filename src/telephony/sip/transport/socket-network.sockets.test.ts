import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../../foundation/clock.ts';
import { CodedError } from '../../../foundation/errors.ts';
import { systemRandom } from '../../../foundation/random.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { openSipEndpoint } from '../open-sip-endpoint.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import type { SipNetwork } from './network.ts';
import { socketNetwork } from './socket-network.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

interface Opened {
  readonly network: SipNetwork;
  readonly port: number;
  /** The next message, or failure, in order of arrival. */
  readonly next: () => Promise<{ readonly text: string; readonly from: SipAddress }>;
}

async function openNetwork(
  options: {
    host?: string;
    port?: number;
    clock?: Clock;
    advertisedHost?: string;
    transports?: ('udp' | 'tcp')[];
  } = {},
): Promise<Opened> {
  const arrived: { text: string; from: SipAddress }[] = [];
  const waiting: ((one: { text: string; from: SipAddress }) => void)[] = [];
  const arrive = (text: string, from: SipAddress): void => {
    const next = waiting.shift();
    if (next) next({ text, from });
    else arrived.push({ text, from });
  };
  const { host = '127.0.0.1', port = 0, clock = systemClock, transports = ['udp', 'tcp'], advertisedHost } = options;
  const network = await socketNetwork({
    clock,
    bind: { host, port },
    transports,
    ...(advertisedHost === undefined ? {} : { advertisedHost }),
  })({
    received: (bytes, from) => arrive(bytes.toString(), from),
    failed: (to) => arrive('failed', to),
  });
  open.push(network);
  return {
    network,
    port: network.addresses[0]?.port ?? 0,
    next: () => {
      const first = arrived.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => void waiting.push(resolve));
    },
  };
}

const message = (body: string): string => `OPTIONS sip:a@b SIP/2.0\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const to = (port: number, transport: 'udp' | 'tcp', host = '127.0.0.1'): SipAddress => ({ host, port, transport });

async function client(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  open.push({ close: () => Promise.resolve(void socket.destroy()) });
  await once(socket, 'connect');
  return socket;
}

describe('sockets', () => {
  it('listen on one port for UDP and TCP', async () => {
    const { network, port } = await openNetwork();
    expect(network.addresses).toEqual([to(port, 'udp'), to(port, 'tcp')]);
  });

  it.each(['udp', 'tcp'] as const)('carry messages over %s, large ones too, and answers back', async (transport) => {
    const one = await openNetwork();
    const other = await openNetwork();
    const large = message('x'.repeat(20_000));
    one.network.send(large, to(other.port, transport));
    const received = await other.next();
    expect(received.text).toBe(large);
    other.network.send(message('back'), received.from);
    const answer = await one.next();
    expect(answer.text).toBe(message('back'));
    expect(answer.from).toEqual(to(other.port, transport));
  });

  it('look up names', async () => {
    const other = await openNetwork();
    const one = await openNetwork();
    one.network.send(message('named'), to(other.port, 'udp', 'localhost'));
    expect((await other.next()).text).toBe(message('named'));
  });

  it('send again on the TCP connection there is', async () => {
    let connections = 0;
    const server = createServer(() => void connections++).listen(0, '127.0.0.1');
    open.push({ close: async () => void server.close() });
    await once(server, 'listening');
    const address = server.address();
    const { network } = await openNetwork();
    for (const body of ['1', '2', '3'])
      network.send(message(body), to(typeof address === 'object' && address ? address.port : 0, 'tcp'));
    await once(server, 'connection');
    expect(connections).toBe(1);
  });

  it('read a TCP stream that comes in pieces, and answer a keep-alive ping', async () => {
    const { port, next } = await openNetwork();
    const socket = await client(port);
    const text = message('first') + message('second');
    socket.write(text.slice(0, 30));
    socket.write(text.slice(30));
    expect([(await next()).text, (await next()).text]).toEqual([message('first'), message('second')]);
    socket.write('\r\n\r\n');
    const [pong] = (await once(socket, 'data')) as [Buffer];
    expect(pong.toString()).toBe('\r\n');
  });

  it('close a TCP stream that is no SIP', async () => {
    const { port } = await openNetwork();
    const socket = await client(port);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'close');
    expect(socket.destroyed).toBe(true);
  });

  it('ping the connections they opened', async () => {
    const clock = new FakeClock();
    const server = createServer().listen(0, '127.0.0.1');
    open.push({ close: async () => void server.close() });
    await once(server, 'listening');
    const address = server.address();
    const { network } = await openNetwork({ clock });
    network.send(message('x'), to(typeof address === 'object' && address ? address.port : 0, 'tcp'));
    const [peer] = (await once(server, 'connection')) as [Socket];
    open.push({ close: async () => void peer.destroy() });
    const [first] = (await once(peer, 'data')) as [Buffer];
    expect(first.toString()).toBe(message('x'));
    clock.tick(31_000);
    const [ping] = (await once(peer, 'data')) as [Buffer];
    expect(ping.toString()).toBe('\r\n\r\n');
  });

  it('report what cannot be sent: a refused connection, a name nobody has, a transport we lack', async () => {
    const free = await openNetwork({ transports: ['tcp'] });
    const { port } = free;
    await free.network.close();
    const { network, next } = await openNetwork({ transports: ['udp'] });
    network.send(message('x'), to(1, 'tcp'));
    expect((await next()).text).toBe('failed');
    network.send(message('x'), to(5_060, 'udp', 'no-such-host.invalid'));
    expect(await next()).toEqual({ text: 'failed', from: to(5_060, 'udp', 'no-such-host.invalid') });
    const both = await openNetwork();
    both.network.send(message('x'), to(port, 'tcp'));
    expect((await both.next()).text).toBe('failed');
  });

  it('say which port is taken', async () => {
    const { port } = await openNetwork();
    const refused = await openNetwork({ port }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CodedError);
    expect(refused).toMatchObject({ code: 'sip-port-in-use', facts: { port } });
  });

  it('tell a peer the address that reaches us', async () => {
    const wide = await openNetwork({ host: '0.0.0.0' });
    expect(wide.network.localAddressFor(to(5_060, 'udp')).host).toBe('127.0.0.1');
    expect(wide.network.localAddressFor(to(5_060, 'udp', '198.51.100.1')).host).not.toBe('0.0.0.0');
    const told = await openNetwork({ advertisedHost: 'pbx.example' });
    expect(told.network.localAddressFor(to(5_060, 'tcp'))).toEqual(to(told.port, 'tcp', 'pbx.example'));
  });
});

describe('openSipEndpoint()', () => {
  it.each(['udp', 'tcp'] as const)('asks and is answered over %s', async (transport) => {
    const endpoint = async () => {
      const made = await openSipEndpoint({
        clock: systemClock,
        random: systemRandom,
        userAgent: 'test',
        bind: { host: '127.0.0.1', port: 0 },
        transports: ['udp', 'tcp'],
      });
      open.push(made);
      return made;
    };
    const [one, other] = [await endpoint(), await endpoint()];
    const answer = await one.options(`sip:127.0.0.1:${other.addresses[0]?.port};transport=${transport}`);
    expect([answer.status, answer.headers.get('allow')?.includes('PRACK')]).toEqual([200, true]);
  });
});
