import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { FakeClock } from '../../../foundation/testing/fake-clock.ts';
import { NlsTokens } from './nls-tokens.ts';
import { NlsTokenServer } from './testing/nls-token-server.ts';

const keys = { accessKeyId: 'LTAIthekey', accessKeySecret: 'thesecret' };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function urlOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function tokensAt(tokenUrl: string, clock: FakeClock): NlsTokens {
  return new NlsTokens({ ...keys, tokenUrl }, { clock, uuid: randomUUID });
}

test('a token serves until ten minutes before its end, and again after it was forgotten another is asked for', async () => {
  const clock = new FakeClock();
  const server = new NlsTokenServer(keys, () => clock.now());
  const tokens = tokensAt(await urlOf((request, response) => server.answer(request, response)), clock);
  expect(await tokens.get()).toEqual({ kind: 'token', id: server.given[0], fresh: true });
  clock.tick(86_400_000 - 600_001);
  expect(await tokens.get()).toEqual({ kind: 'token', id: server.given[0], fresh: false });
  clock.tick(1);
  expect(await tokens.get()).toEqual({ kind: 'token', id: server.given[1], fresh: true });
  tokens.forget(server.given[0] ?? '');
  expect(await tokens.get()).toMatchObject({ id: server.given[1], fresh: false });
  tokens.forget(server.given[1] ?? '');
  expect(await tokens.get()).toEqual({ kind: 'token', id: server.given[2], fresh: true });
  expect(clock.pendingTimers).toBe(0);
});

test('no answer in five seconds is a failure that may pass, and is told to all who wait', async () => {
  const clock = new FakeClock();
  let arrived!: () => void;
  const asked = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const tokens = tokensAt(await urlOf(() => arrived()), clock);
  const waiting = Promise.all([tokens.get(), tokens.get()]);
  await asked;
  clock.tick(5_000);
  const failed = { kind: 'failed', reason: 'no token of Aliyun: no answer in 5000 ms', permanent: false };
  expect(await waiting).toEqual([failed, failed]);
});

test('closing ends the wait for a token and leaves no timer', async () => {
  const clock = new FakeClock();
  const tokens = tokensAt(await urlOf(() => tokens.close()), clock);
  expect(await tokens.get()).toMatchObject({ kind: 'failed', permanent: false });
  expect(clock.pendingTimers).toBe(0);
});
