import { readFile, readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { decodeG711, levelDbfs } from '../../src/audio/index.ts';
import { eventually, startTestProgram, type TestProgram } from '../../src/app/testing/test-program.ts';
import type { CallRecord } from '../../src/contract/call-record.ts';
import { agentAt, registeredPhone, sounds, Told } from './house-kit.ts';
import { isLoud } from './listening.ts';
import type { Phone } from './phone.ts';
import { TrunkPeer, type Outsider } from './trunk-peer.ts';

const pin = '135790';
const card = '6222021234';
const asked: { readonly url: string; readonly token: string; readonly body: string }[] = [];
let bank: Server;
let program: TestProgram;
let carrier: TrunkPeer;
let told: Told;
const phones: Phone[] = [];

interface FlowDocument {
  readonly routes: unknown[];
  readonly ivrs: { nodes: Record<string, Record<string, unknown>> }[];
}

/** A bank that knows one card. */
async function openBank(): Promise<number> {
  bank = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      asked.push({ url: request.url ?? '', token: request.headers.authorization ?? '', body });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ balance: '1024.50', currency: '元' }));
    });
  });
  await new Promise<void>((resolve) => bank.listen(0, '127.0.0.1', resolve));
  return (bank.address() as AddressInfo).port;
}

/** The shipped hotline at this house: two agents, of whom one sees to lost cards. */
async function hotline(bankPort: number): Promise<string> {
  const document = parse(
    await readFile(new URL('../../examples/ivr/bank-hotline.yaml', import.meta.url), 'utf8'),
  ) as FlowDocument;
  const { nodes } = document.ivrs[0]!;
  nodes['read-balance']!['url'] = `http://127.0.0.1:${bankPort}/accounts/{card}/balance`;
  nodes['lost-card']!['skills'] = ['lost-cards'];
  return stringify({
    ...document,
    trunks: [{ name: 'office', proxy: `127.0.0.1:${carrier.port}`, callerNumbers: ['+861088886666'] }],
    extensions: ['8001', '8002'].map((name) => ({ name, password: `env:P${name}`, ringForMs: 5000 })),
    seats: [
      { name: 'amy', extension: '8001' },
      { name: 'bob', extension: '8002', skills: ['lost-cards'] },
    ],
    queues: [{ name: 'service', displayName: '人工服务', strategy: 'round-robin', wrapUpMs: 1_000 }],
  });
}

beforeAll(async () => {
  Object.assign(process.env, { P8001: 'first-secret', P8002: 'second-secret', BANK_TOKEN: 'bank-token' });
  const port = await openBank();
  program = await startTestProgram({ config: { httpAllow: new Set([`127.0.0.1:${port}`]) } });
  told = new Told(program);
  carrier = await TrunkPeer.open(() => program.waihu.sip.addresses[0]?.port ?? 0);
  await program.run('lines apply', { text: await hotline(port) });
  for (const [number, toneHz] of [
    ['8001', 620],
    ['8002', 880],
  ] as const)
    phones.push(await registeredPhone(program, { number, toneHz, password: process.env[`P${number}`]! }));
});
afterAll(async () => {
  await carrier.close();
  await Promise.all(phones.map((one) => one.close()));
  await program.close();
  bank.close();
});
afterEach(async () => {
  await eventually(async () => program.waihu.live.inTheAir === 0, 'no call in the air');
});

const recordOf = (callId: string): Promise<CallRecord> =>
  eventually(async () => (await program.records()).find((record) => record.callId === callId), 'its record');

/** A customer at the hotline's main menu. */
async function callsTheHotline(): Promise<{ readonly customer: Outsider; readonly callId: string }> {
  const from = told.all.length;
  const customer = await carrier.call('01088886666', '13800138000', 440);
  const { callId } = await told.atNode('main-menu', from);
  return { customer, callId };
}

/** Everything that the program wrote: its log, its journal, its database's records, and what it told. */
async function allThatIsWritten(): Promise<string> {
  const folder = join(program.folder, 'data', 'journal');
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const journals = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
  );
  return [program.log(), ...journals, JSON.stringify(await program.records()), JSON.stringify(told.all)].join('\n');
}

it('the bank hotline: 1 reads a balance from a service, 0 waits with music for an agent who sees keys and balance', async () => {
  const from = told.all.length;
  const { customer, callId } = await callsTheHotline();
  const { desk } = program.waihu.queues;
  customer.press('1');
  await told.atNode('ask-card', from);
  customer.press(`${card}#`);
  await told.atNode('ask-pin', from);
  customer.press(pin);
  await told.atNode('say-balance', from);
  const before = customer.heard.length;
  expect(asked).toEqual([
    { url: `/accounts/${card}/balance`, token: 'bank-token', body: JSON.stringify({ pin, caller: '13800138000' }) },
  ]);
  await eventually(async () => isLoud(customer.heard.slice(before)), 'the balance to be said');
  customer.press('0');

  // Nobody is there yet: music, then amy signs in, and her telephone rings.
  await told.first('queued', ({ fact }) => fact.kind === 'entered', from);
  const inQueue = customer.heard.length;
  await eventually(async () => isLoud(customer.heard.slice(inQueue)), 'the queue to be heard');
  expect(program.waihu.live.find(callId as never)).toMatchObject({ callId });
  desk.of(program.waihu.tenantId).signIn('amy');
  const known = await told.first('card-shown', () => true, from);
  const shown = await told.first('card-shown', ({ leg }) => leg !== known.leg, from);
  const [amy] = phones;
  await eventually(async () => amy!.calls.length === 1, 'amy to ring');
  expect(told.of('card-shown', callId)).toHaveLength(2);
  expect(known).toMatchObject({ keys: shown.keys, values: shown.values });
  expect(shown).toMatchObject({
    keys: [
      { node: 'main-menu', keys: '1' },
      { node: 'ask-card', keys: card },
      { node: 'ask-pin', keys: '***' },
      { node: 'say-balance', keys: '0' },
    ],
    values: [
      { label: '卡号', value: card },
      { label: '余额', value: '1024.50' },
    ],
  });
  const joined = await told.first('party-joined', ({ as }) => as === 'agent', from);
  expect(joined).toMatchObject({ leg: shown.leg, party: '8001' });
  const [summary] =
    amy!.calls[0]!.headers.get('x-waihu-summary') ?? amy!.calls[0]!.headers.get('X-Waihu-Summary') ?? [];
  expect(decodeURIComponent(summary ?? '')).toContain('余额=1024.50');
  customer.speak();
  await eventually(async () => sounds(customer.heard, 620) && sounds(amy!.heard, 440), 'both to hear one another');
  expect(agentAt(program, 'amy')).toBe('busy');
  await amy!.hangUp();
  await told.atNode('ask-score', from);
  customer.press('1');
  await eventually(async () => customer.isOver, 'the goodbye');
  await eventually(async () => agentAt(program, 'amy') === 'ready', 'the wrap-up to be over');

  const record = await recordOf(callId);
  expect(record).toMatchObject({
    direction: 'inbound',
    trunk: 'office',
    outcome: 'completed',
    hangUpBy: 'robot',
    slots: { card, balance: '1024.50', score: '1' },
  });
  expect(await allThatIsWritten()).not.toContain(pin);
  const secret = told.of('key-pressed', callId).filter((key) => key.secret);
  expect(secret.map(({ digit }) => digit)).toEqual(['*', '*', '*', '*', '*', '*']);

  // What was typed in secret is muted in the customer's own track: the tone he makes while typing is none of ours.
  const { maskedSpans, tracks } = record.recording!;
  expect(maskedSpans.length).toBeGreaterThan(0);
  const track = tracks.find(({ leg }) => leg === 'customer')!;
  const sound = decodeG711('PCMA', await readFile(join(program.waihu.recordingsFolder, callId, track.file)));
  for (const { fromMs, toMs } of maskedSpans) expect(levelDbfs(sound.subarray(fromMs * 8, toMs * 8))).toBeLessThan(-60);
  const states = program.waihu.live.agents(program.waihu.tenantId);
  expect(states).toMatchObject([{ seat: 'amy', state: 'ready' }]);
});

it('a lost card leads to the agent who can see to it, though another is idle longer', async () => {
  const from = told.all.length;
  const queues = program.waihu.queues.desk.of(program.waihu.tenantId);
  queues.signIn('amy');
  queues.signIn('bob');
  const { customer, callId } = await callsTheHotline();
  customer.press('2');
  await told.atNode('say-wish', from);
  customer.press('2');
  const joined = await told.first('party-joined', ({ as }) => as === 'agent', from);
  expect(joined).toMatchObject({ callId, party: '8002' });
  expect(told.of('queued', callId).filter(({ fact }) => fact.kind === 'offered')).toMatchObject([
    { fact: { agent: 'bob' } },
  ]);
  await eventually(async () => sounds(customer.heard, 880), 'bob to be heard');
  await customer.hangUp();
  const record = await recordOf(callId);
  expect(record).toMatchObject({ outcome: 'completed', hangUpBy: 'customer' });
  await eventually(async () => agentAt(program, 'bob') === 'ready', 'the wrap-up to be over');
});
