import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { linesDocumentSchema } from '../../contract/lines-document.ts';
import { openAskOutside } from '../../foundation/ask-outside.ts';
import { systemClock } from '../../foundation/clock.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { askWebService } from '../../foundation/ask-web-service.ts';
import { compileIvrs, type CompiledIvr } from './compiled-ivr.ts';
import { mondayTenMs } from './testing/played-ivr.ts';
import { ScriptedLine } from './testing/scripted-line.ts';

const text = readFileSync(new URL('../../../examples/ivr/bank-hotline.yaml', import.meta.url), 'utf8');

let bank: Server | null = null;
afterEach(async () => {
  await new Promise((resolve) => {
    bank?.close(resolve);
  });
});

/** A bank of one account, which answers those who know its token and the account's password. */
async function openBank(asked: { url: string; headers: IncomingHttpHeaders; body: string }[]): Promise<number> {
  bank = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      const { url = '', headers } = request;
      asked.push({ url, headers, body });
      if (headers.authorization !== 'Bearer t0p') response.writeHead(401).end();
      else if (asked.length === 1) response.writeHead(503).end();
      else response.end(JSON.stringify({ balance: '1024.50' }));
    });
  });
  await new Promise<void>((resolve) => {
    bank?.listen(0, '127.0.0.1', resolve);
  });
  return (bank.address() as AddressInfo).port;
}

function hotlineOf(port: number): CompiledIvr {
  const lines = linesDocumentSchema.parse(parse(text.replaceAll('127.0.0.1:8088', `127.0.0.1:${port}`)));
  return compileIvrs(lines, 1).get('bank-hotline')!;
}

const fetch = (port: number, token: string) =>
  askWebService({
    ask: openAskOutside({ clock: systemClock, allowedHosts: new Set([`127.0.0.1:${port}`]) }),
    secretOf: async () => token,
    logger: silentLogger,
  });

it('the bank hotline reads a balance from a real service, tried twice, and 0 shows the agent keys and balance', async () => {
  const asked: Parameters<typeof openBank>[0] = [];
  const port = await openBank(asked);
  const line = new ScriptedLine(hotlineOf(port), { fetch: fetch(port, 'Bearer t0p'), startMs: mondayTenMs });
  line.listen();
  line.press('1');
  line.press('6222021234#');
  line.press('135790');
  await expect.poll(() => line.said.at(-1)).toContain('您的账户余额是1024.50元');
  expect(asked).toHaveLength(2);
  expect(asked[1]).toMatchObject({
    url: '/accounts/6222021234/balance',
    body: '{"pin":"135790","caller":"+8613800000000"}',
  });
  expect(asked[0]?.headers['idempotency-key']).toBe(asked[1]?.headers['idempotency-key']);
  line.press('0');
  line.listen();
  expect(line.led).toMatchObject([
    {
      leading: {
        target: { kind: 'queue', queue: 'service' },
        card: {
          keys: [
            { node: 'main-menu', keys: '1' },
            { node: 'ask-card', keys: '6222021234' },
            { node: 'ask-pin', keys: '***' },
            { node: 'say-balance', keys: '0' },
          ],
          values: [
            { label: '卡号', value: '6222021234' },
            { label: '余额', value: '1024.50' },
          ],
        },
      },
    },
  ]);
  expect(line.toldOf('card-shown')).toHaveLength(1);
  expect(JSON.stringify(line.told)).not.toContain('135790');
  line.led[0]?.ended({ taken: true, reason: 'agent-hung-up' });
  line.press('1');
  line.listen();
  expect(line.toldOf('slot-filled')).toContainEqual(expect.objectContaining({ slot: 'score', value: '1' }));
  expect(line.done).toEqual({ taken: false, reason: 'finished' });
});

it('a bank that knows us not is no reason to leave the caller alone', async () => {
  const port = await openBank([]);
  const line = new ScriptedLine(hotlineOf(port), { fetch: fetch(port, 'wrong'), startMs: mondayTenMs });
  line.listen();
  line.press('1');
  line.press('6222021234#');
  line.press('135790');
  await expect.poll(() => line.said.join()).toContain('暂时查不到您的余额');
  line.listen();
  expect(line.led).toMatchObject([{ leading: { target: { kind: 'queue' } } }]);
});
