import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openAskOutside, type OutsideAnswer, type OutsideLimits, type OutsideParts } from './ask-outside.ts';
import { systemClock } from './clock.ts';
import { FakeClock } from './testing/fake-clock.ts';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
});

const limits: OutsideLimits = { timeoutMs: 5_000, maxBytes: 1_000 };
const ask = (
  url: string,
  parts: Partial<OutsideParts> = {},
  more: Partial<OutsideLimits> = {},
): Promise<OutsideAnswer> =>
  openAskOutside({ clock: systemClock, allowedHosts: new Set(), ...parts })(
    { method: 'POST', url, headers: { 'x-key': 'k' }, body: '{"a":1}' },
    { ...limits, ...more },
  );
const loopback = { allowedHosts: new Set(['127.0.0.1']) };

describe('asking outside', () => {
  it('sends method, headers and body, and gives status and body', async () => {
    const port = await serve((request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => {
        response.statusCode = 201;
        response.end(`${request.method} ${request.url} ${String(request.headers['x-key'])} ${body}`);
      });
    });
    expect(await ask(`http://127.0.0.1:${port}/a?b=1`, loopback)).toEqual({
      status: 201,
      body: 'POST /a?b=1 k {"a":1}',
    });
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked += 1;
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    expect(await ask(`http://127.0.0.1:${port}/`, loopback)).toEqual({ status: 302, body: '' });
    expect(asked).toBe(1);
  });

  it('never connects to what is not public, whatever a name resolves to', async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    expect(await ask(`http://127.0.0.1:${port}/`)).toMatchObject({ failure: 'refused' });
    const rebound = { resolve: async () => [{ address: '127.0.0.1', family: 4 }] };
    const answer = await ask(`http://crm.example.com:${port}/`, rebound);
    expect(answer).toMatchObject({ failure: 'refused', reason: expect.stringContaining('WAIHU_HTTP_ALLOW') });
    expect(asked).toBe(0);
  });

  it('connects to the address that a name which the operator allows resolves to', async () => {
    const port = await serve((_, response) => response.end('here'));
    const parts = {
      allowedHosts: new Set([`crm.local:${port}`]),
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    };
    expect(await ask(`http://crm.local:${port}/`, parts)).toEqual({ status: 200, body: 'here' });
  });

  it('gives up on an answer that is too large, too slow or broken off', async () => {
    const large = await serve((_, response) => response.end('x'.repeat(2_000)));
    expect(await ask(`http://127.0.0.1:${large}/`, loopback)).toMatchObject({ failure: 'too-large' });

    const clock = new FakeClock();
    const silent = await serve(() => clock.tick(5_000));
    expect(await ask(`http://127.0.0.1:${silent}/`, { ...loopback, clock })).toMatchObject({ failure: 'timeout' });

    const broken = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half');
      setImmediate(() => response.destroy());
    });
    expect(await ask(`http://127.0.0.1:${broken}/`, loopback)).toMatchObject({ failure: 'unreachable' });
  });

  it('ends when nobody waits any more, and where nobody is', async () => {
    const leaving = new AbortController();
    const port = await serve(() => leaving.abort());
    expect(await ask(`http://127.0.0.1:${port}/`, loopback, { signal: leaving.signal })).toMatchObject({
      failure: 'unreachable',
    });
    const gone = await serve(() => undefined);
    servers.pop()?.close();
    expect(await ask(`http://127.0.0.1:${gone}/`, loopback)).toMatchObject({ failure: 'unreachable' });
  });

  it('refuses what is no URL and headers that are none', async () => {
    expect(await ask('nonsense')).toMatchObject({ failure: 'refused' });
    const client = openAskOutside({ clock: systemClock, allowedHosts: new Set(['127.0.0.1']) });
    expect(
      await client({ method: 'GET', url: 'http://127.0.0.1:9/', headers: { a: 'b\r\nc: d' }, body: null }, limits),
    ).toMatchObject({ failure: 'refused' });
  });
});
