import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock, type Clock } from '../../../foundation/clock.ts';
import { systemRandom } from '../../../foundation/random.ts';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { bounds } from '../message/bounds.ts';
import { openSipEndpoint } from '../open-sip-endpoint.ts';
import type { IncomingCall, SipEndpoint } from '../sip-endpoint.ts';
import { recordIncoming, recordOutgoing, sdp } from '../testing/call-recorders.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function listen(clock: Clock = systemClock): Promise<{ readonly endpoint: SipEndpoint; readonly url: string }> {
  const endpoint = await openSipEndpoint({
    clock,
    random: systemRandom,
    userAgent: 'test',
    bind: { host: '127.0.0.1', port: 0 },
    transports: ['udp'],
    binds: { ws: { port: 0 } },
  });
  open.push(endpoint);
  const port = endpoint.addresses.find(({ transport }) => transport === 'ws')?.port ?? 0;
  return { endpoint, url: `ws://127.0.0.1:${port}/` };
}

interface Page {
  readonly socket: WebSocket;
  /** The next frame, in order of arrival. */
  readonly next: () => Promise<string>;
}

/** A page's connection, without a SIP stack behind it. */
async function page(url: string): Promise<Page> {
  const socket = new WebSocket(url, 'sip');
  open.push({ close: () => Promise.resolve(socket.terminate()) });
  const arrived: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    const next = waiting.shift();
    if (next) next(text);
    else arrived.push(text);
  });
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return {
    socket,
    next: () => {
      const first = arrived.shift();
      return first === undefined ? new Promise((resolve) => void waiting.push(resolve)) : Promise.resolve(first);
    },
  };
}

const host = 'df7jal23ls0d.invalid';

/** A request as a browser writes it (RFC 7118 §8). */
function request(method: string, sequence = 1, toTag = '', body = ''): string {
  const type = body === '' ? [] : ['Content-Type: application/sdp'];
  return [
    `${method} sip:robot@example.com SIP/2.0`,
    `Via: SIP/2.0/WS ${host};branch=z9hG4bK${method === 'ACK' ? 'ack' : ''}${sequence}${method}`,
    'Max-Forwards: 70',
    'From: <sip:alice@example.com>;tag=asdyka899',
    `To: <sip:robot@example.com>${toTag === '' ? '' : `;tag=${toTag}`}`,
    'Call-ID: asidkj3ss',
    `CSeq: ${sequence} ${method}`,
    `Contact: <sip:alice@${host};transport=ws;ob>`,
    ...type,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

const answerTo = (asked: string, toTag: string): string => {
  const kept = asked.split('\r\n').filter((line) => /^(via|from|to|call-id|cseq):/i.test(line));
  const headers = kept.map((line) => (/^to:/i.test(line) && !line.includes('tag=') ? `${line};tag=${toTag}` : line));
  const contact = `Contact: <sip:alice@${host};transport=ws>`;
  return ['SIP/2.0 200 OK', ...headers, contact, 'Content-Length: 0', '', ''].join('\r\n');
};

describe('a page on a WebSocket', () => {
  it('asks OPTIONS and is answered by its connection, one message a frame', async () => {
    const { url } = await listen();
    const { socket, next } = await page(url);
    expect(socket.protocol).toBe('sip');
    socket.send(request('OPTIONS'));
    const answer = await next();
    expect(answer).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(answer).toContain(`Via: SIP/2.0/WS ${host};branch=z9hG4bK1OPTIONS;received=127.0.0.1`);
    expect(answer.endsWith('\r\n\r\n')).toBe(true);
  });

  it('calls with a contact nobody can connect to, and is asked by its connection until the BYE', async () => {
    const { endpoint, url } = await listen();
    const taken = new Promise<IncomingCall>((resolve) => endpoint.onInvite(resolve));
    const { socket, next } = await page(url);
    socket.send(request('INVITE', 1, '', 'v=0\r\n'));
    const call = await taken;
    recordIncoming(call);
    expect(call.source).toMatchObject({ host: '127.0.0.1', transport: 'ws', flow: expect.any(String) as string });
    const accepted = call.accept(sdp('v=0\r\nanswer'));
    const answer = await next();
    expect(answer).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(answer).toMatch(/Contact: <sip:robot@127\.0\.0\.1:\d+;transport=ws>/);
    const [, toTag = ''] = /\r\nTo: [^\r]*;tag=([^\r;]+)/.exec(answer) ?? [];
    socket.send(request('ACK', 1, toTag));
    await accepted;
    const ended = call.bye();
    const bye = await next();
    expect(bye).toMatch(new RegExp(`^BYE sip:alice@${host.replace('.', '\\.')};transport=ws;ob SIP/2\\.0\r\n`));
    socket.send(answerTo(bye, ''));
    await ended;
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('is called by the flow it came by, kept as a plain value', async () => {
    const { endpoint, url } = await listen();
    const taken = new Promise<IncomingCall>((resolve) => endpoint.onInvite(resolve));
    const { socket, next } = await page(url);
    socket.send(request('INVITE', 1, '', 'v=0\r\n'));
    const call = await taken;
    call.reject(486);
    await next();
    const nextHop = JSON.parse(JSON.stringify(call.source)) as typeof call.source;
    const heard = recordOutgoing();
    const place = (): void => {
      endpoint.invite(
        {
          requestUri: `sip:alice@${host};transport=ws`,
          from: { uri: 'sip:robot@example.com' },
          to: 'sip:alice@example.com',
          nextHop,
          offer: sdp(),
        },
        heard,
      );
    };
    place();
    const invite = await next();
    expect(invite).toMatch(/^INVITE sip:alice@df7jal23ls0d\.invalid;transport=ws SIP\/2\.0\r\n/);
    socket.send(answerTo(invite, 'alice'));
    expect(await next()).toMatch(/^ACK sip:alice@df7jal23ls0d\.invalid;transport=ws SIP/);
    socket.close();
    await once(socket, 'close');
    place();
    await until(() => heard.failures.length > 0);
    expect(heard.events).toEqual(['answered', 'failed 503']);
  });

  it('fails what waits for its answer when it leaves', async () => {
    const { endpoint, url } = await listen();
    const taken = new Promise<IncomingCall>((resolve) => endpoint.onInvite(resolve));
    const { socket, next } = await page(url);
    socket.send(request('INVITE', 1, '', 'v=0\r\n'));
    const { source } = await taken;
    const asked = endpoint.options(`sip:alice@${host};transport=ws`, source);
    expect(await next()).toMatch(/^(OPTIONS|SIP\/2\.0 100)/);
    socket.terminate();
    expect((await asked).status).toBe(503);
  });

  it('keeps its connection alive with line ends, or with pings of WebSocket', async () => {
    const { url } = await listen();
    const { socket, next } = await page(url);
    socket.send('\r\n\r\n');
    expect(await next()).toBe('\r\n');
    socket.ping('x');
    const [pong] = (await once(socket, 'pong')) as [Buffer];
    expect(pong.toString()).toBe('x');
  });

  it('is pinged every 30 seconds, and let go when it answers no more', async () => {
    const clock = new FakeClock();
    const { url } = await listen(clock);
    const { socket, next } = await page(url);
    socket.send(request('OPTIONS'));
    await next();
    const pinged = once(socket, 'ping');
    clock.tick(31_000);
    clock.tick(5_000);
    await pinged;
    socket.pause();
    const gone = once(socket, 'close');
    clock.tick(120_000);
    socket.resume();
    await gone;
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  it('that says no SIP is let go after 30 seconds', async () => {
    const clock = new FakeClock();
    const { url } = await listen(clock);
    const { socket } = await page(url);
    socket.send('\r\n\r\n');
    await once(socket, 'message');
    const gone = once(socket, 'close');
    clock.tick(36_000);
    await gone;
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  it('is closed for a message longer than any may be', async () => {
    const { url } = await listen();
    const { socket } = await page(url);
    socket.send('x'.repeat(bounds.messageBytes + 1));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
  });
});

describe('the WebSocket port', () => {
  it('takes nobody who does not offer the subprotocol sip', async () => {
    const { url } = await listen();
    for (const protocols of [[], ['chat']]) {
      const socket = new WebSocket(url, protocols);
      const [error] = (await once(socket, 'error')) as [Error];
      expect(error.message).toContain('400');
    }
  });

  it('serves no plain HTTP', async () => {
    const { url } = await listen();
    const asked = httpRequest(url.replace('ws:', 'http:')).end();
    const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(426);
  });

  it('survives a client that leaves in the middle of its handshake', async () => {
    const { url } = await listen();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.resetAndDestroy();
    const { socket: other, next } = await page(url);
    other.send(request('OPTIONS'));
    expect(await next()).toMatch(/^SIP\/2\.0 200/);
  });
});

/** Lets happen what is under way. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => void setImmediate(resolve));
}
