import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccounts } from '../../src/accounts/index.ts';
import { openApi, type Api } from '../../src/api/index.ts';
import { callIdOf, doorsWith, fakeCti, houseA, type FakeCti } from '../../src/api/testing/fake-cti.ts';
import { apiKeyCreate, apiKeyList } from '../../src/app/commands/api-key-commands.ts';
import type { Office } from '../../src/app/open-office.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { newUuid } from '../../src/foundation/ids.ts';
import { silentLogger } from '../../src/foundation/logger.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { testDatabase, type TestDatabase } from '../../src/storage/testing/test-database.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const key = 'wk_a:calls:read,calls:control,agents:read,agents:control';
const callId = callIdOf(1);
let cti: FakeCti;
let api: Api;
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  cti = fakeCti();
  const parts = { consoleFolder: null, logger: silentLogger, clock: systemClock, newId: newUuid };
  api = await openApi({ ...parts, doors: doorsWith(cti), host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await api.close();
  await database.close();
});

const shellOf = (guide: string): string[] =>
  [...readFileSync(join(root, 'docs', 'guides', guide), 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(
    ([, sh]) => sh ?? '',
  );

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, WAIHU_URL: api.url, WAIHU_KEY: key });

function shell(script: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn('bash', ['-euc', script], { cwd: root, env: environment() });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, said }));
  });
}

describe.each(['cti.md', 'cti.zh-CN.md'])('%s', (guide) => {
  it('shows requests that are answered as it says', async () => {
    const requests = shellOf(guide).filter((script) => script.includes('curl'));
    expect(requests).toHaveLength(1);
    const before = cti.asked.length;
    const { code, said } = await shell(requests[0] ?? '');
    expect([code, said]).toEqual([0, expect.stringMatching(/^\[\]\[\{"seat":"amy",.*\]\{"callId":"n1-.*"\}$/)]);
    if (before === 0)
      expect(cti.asked.at(-1)?.command).toEqual({ kind: 'originate', from: '8001', to: '8002', autoAnswer: false });
    // Both guides give one Idempotency-Key: one call.
    expect(cti.asked).toHaveLength(1);
  });

  it('makes a key that lets in', async () => {
    const [command] = shellOf(guide).flatMap((script) => /api-key create .*/.exec(script) ?? []);
    const [, name, scopes, expires] = /--name (\S+) --scope (\S+) --expires (\S+)/.exec(command ?? '') ?? [];
    const accounts = openAccounts({ database, random: systemRandom, newId: newUuid });
    const office = {
      accounts,
      tenantId: await database.newTenant(),
      world: { clock: systemClock },
    } as unknown as Office;
    const io = { signal: new AbortController().signal, say: () => undefined, progress: () => undefined };
    if (apiKeyCreate.needs !== 'office' || apiKeyList.needs !== 'office') throw new Error('office commands');
    const made = await apiKeyCreate.run(office, { name, expires, scopes: scopes?.split(',') }, io);
    expect(await accounts.authenticate((made.json as { key: string }).key)).toMatchObject({
      name: 'crm',
      scopes: ['calls:read', 'calls:control', 'agents:read', 'agents:control'],
    });
    expect((await apiKeyList.run(office, {}, io)).text).toContain('crm');
  });
});

it('the example shows the card when the telephone rings, and does what is typed', async () => {
  const flags = ['-C', 'source', '--import', 'tsx', 'examples/cti/screen-pop.mjs', '8001'];
  const child = spawn(process.execPath, flags, { cwd: root, env: environment() });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  expect(await next()).toContain('已连接');
  const agent = { leg: `${callId}/2`, party: '8001', as: 'agent', state: 'ringing' } as const;
  const customer = { leg: `${callId}/1`, party: '+8613812345678', as: 'caller', state: 'talking' } as const;
  cti.put(houseA, callId, { parties: [customer, agent] });
  cti.tell(houseA, {
    kind: 'card-shown',
    callId,
    atMs: 1,
    leg: agent.leg,
    flow: 'bank',
    keys: [{ node: 'menu', keys: '0' }],
    values: [{ name: 'balance', label: '余额', value: '1234.50' }],
  });
  expect([await next(), await next(), await next()]).toEqual([
    expect.stringContaining('来电 +****5678'),
    '   余额：1234.50',
    '   menu 按键 0',
  ]);
  child.stdin.write('hold\n');
  expect(await next()).toBe('✓');
  child.stdin.write('transfer 8002\n');
  expect(await next()).toBe('✓');
  expect(cti.asked.slice(-2).map(({ command }) => command)).toEqual([
    { kind: 'hold', callId, leg: customer.leg },
    { kind: 'transfer', callId, leg: customer.leg, to: '8002' },
  ]);
  cti.answers.push({ ok: false, code: 'not-now', what: 'nobody is on hold' });
  child.stdin.write('resume\n');
  expect(await next()).toBe('✗ not-now nobody is on hold');
  const ended = new Promise((resolve) => {
    child.on('close', resolve);
  });
  child.stdin.write('quit\n');
  expect(await ended).toBe(0);
});
