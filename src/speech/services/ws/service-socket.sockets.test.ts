import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { openServiceSocket, type ServiceSocket, type SocketEnd } from './service-socket.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/?signature=s3cret`;
}

async function webSockets(connected: (socket: WebSocket) => void): Promise<string> {
  const http = createServer();
  new WebSocketServer({ server: http }).on('connection', connected);
  return listen(http);
}

interface Heard {
  readonly socket: ServiceSocket;
  readonly texts: string[];
  readonly ended: Promise<SocketEnd>;
}

function open(url: string): Heard {
  const texts: string[] = [];
  let socket!: ServiceSocket;
  const ended = new Promise<SocketEnd>((resolve) => {
    socket = openServiceSocket(
      { url, headers: { authorization: 'bearer s3cret' }, secrets: ['s3cret'] },
      { text: (text) => texts.push(text), ended: resolve },
    );
  });
  return { socket, texts, ended };
}

test('what is sent before the connection stands comes in order, bytes as bytes', async () => {
  const got: string[] = [];
  const url = await webSockets((socket) => {
    socket.on('message', (data, isBinary) => {
      got.push(isBinary ? `bytes ${(data as Buffer).toString('hex')}` : (data as Buffer).toString());
      if (got.length === 3) socket.close(4001, 'enough');
    });
  });
  const { socket, ended } = open(url);
  const bytes = new Uint8Array([1, 2]);
  socket.sendJson({ action: 'run' });
  socket.send(bytes);
  bytes.fill(9);
  socket.send('end');
  expect(await ended).toEqual({
    kind: 'closed',
    code: 4001,
    reason: 'the service closed the connection with code 4001: enough',
  });
  expect(got).toEqual(['{"action":"run"}', 'bytes 0102', 'end']);
});

test('a refused upgrade tells status and body, and no secret', async () => {
  const url = await listen(
    createServer((_request, response) => response.end()).on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 23\r\n\r\n{"message":"no s3cret"}');
    }),
  );
  expect(await open(url).ended).toEqual({
    kind: 'refused',
    status: 401,
    body: '{"message":"no ***"}',
    reason: 'the service answered with status 401: {"message":"no ***"}',
  });
});

test('nobody listening and an address that is none are unreachable, and tell no secret', async () => {
  const url = await webSockets(() => undefined);
  servers.splice(0)[0]?.close();
  const refused = await open(url).ended;
  expect(refused.kind).toBe('unreachable');
  const nowhere = await open('http://s3cret.example.com').ended;
  expect(nowhere).toEqual({ kind: 'unreachable', reason: 'the address of the service is no WebSocket URL' });
});

test('a cut connection is told once, as cut', async () => {
  const { ended } = open(await webSockets((socket) => socket.terminate()));
  expect(await ended).toEqual({ kind: 'closed', code: 1006, reason: 'the connection broke off' });
});

test('bytes where text is wanted end the connection', async () => {
  const { ended, texts } = open(await webSockets((socket) => socket.send(Buffer.from([1]))));
  expect(await ended).toMatchObject({ kind: 'closed', code: 1003 });
  expect(texts).toEqual([]);
});

test('text that is no UTF-8 ends the connection with a reason', async () => {
  const { ended } = open(await webSockets((socket) => socket.send(Buffer.from([0xff, 0xfe]), { binary: false })));
  expect(await ended).toMatchObject({ kind: 'closed', reason: expect.stringContaining('UTF-8') });
});

test('after close nothing is heard, and the service is told 1000', async () => {
  let told!: (code: number) => void;
  const code = new Promise<number>((resolve) => {
    told = resolve;
  });
  const url = await webSockets((socket) => socket.on('close', told).send('hello'));
  const socket = openServiceSocket(
    { url, headers: {}, secrets: [] },
    { text: () => socket.close(), ended: () => told(-1) },
  );
  expect(await code).toBe(1000);
});

test('closing before the connection stands is quiet', async () => {
  const { socket, ended } = open(await webSockets(() => undefined));
  socket.close();
  const next = open(await webSockets((peer) => peer.terminate()));
  expect((await Promise.race([ended, next.ended])) === (await next.ended)).toBe(true);
});

test('a service that takes nothing is given up before memory fills', async () => {
  const { socket, ended } = open(await listen(createServer()));
  for (let sent = 0; sent < 30; sent++) socket.send(new Uint8Array(100_000));
  expect(await ended).toMatchObject({ kind: 'closed', reason: expect.stringContaining('takes nothing') });
});
