import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webFunctionSchema } from '../contract/script/web-function.ts';
import type { WebAnswer } from '../foundation/web-look-up.ts';
import { callIdSchema, leadIdSchema, orderIdSchema, type CallId, type TenantId } from '../contract/ids.ts';
import { newUuid } from '../foundation/ids.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import {
  callFunction,
  fileSmsProvider,
  listOrders,
  moveOrder,
  replaceSmsTemplates,
  selectSmsOfCall,
  sendSmsWhenQueued,
  type CallPerson,
  type SmsProvider,
} from './index.ts';

const person: CallPerson = {
  leadId: leadIdSchema.parse(randomUUID()),
  phone: '+9990001234',
  name: '张三',
  attributes: { 城市: '杭州' },
};
let database: TestDatabase;
let tenantId: TenantId;
let callId: CallId;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
beforeEach(async () => {
  tenantId = await database.newTenant();
  callId = callIdSchema.parse(`n1-${randomUUID()}`);
});
afterAll(() => database.close());

const web = webFunctionSchema.parse({
  args: ['phone'],
  url: 'https://crm.example.com/{phone}',
  result: { level: '$.level' },
});
let asksOfWeb = 0;
const askWeb = async (): Promise<WebAnswer> => {
  asksOfWeb += 1;
  return { status: 200, body: '{"level":"gold"}' };
};

const ask = (
  name: string,
  args: Record<string, string>,
  asked: { key?: string; signal?: AbortSignal; known?: CallPerson | null } = {},
) =>
  callFunction(
    {
      database,
      newId: newUuid,
      askWeb,
      personOf: async () => (asked.known === undefined ? person : asked.known),
    },
    { tenantId, callId, name, args, key: asked.key ?? `${callId}/1` },
    asked.signal ?? new AbortController().signal,
  );
const factsOf = (kind: string) =>
  database.admin
    .selectFrom('outbox')
    .select('subject_id')
    .where('tenant_id', '=', tenantId)
    .where('kind', '=', kind)
    .execute();
const smsOfCall = () => database.withTenant(tenantId, (db) => selectSmsOfCall(db, callId));

describe('a web service of the script', () => {
  it('is asked once for a key, whatever it answered, and is not known without its declaration', async () => {
    const request = { tenantId, callId, name: 'crm', args: { phone: '1' }, key: `${callId}/9`, web };
    const ports = { database, newId: newUuid, askWeb, personOf: async () => person };
    const { signal } = new AbortController();
    const before = asksOfWeb;
    const first = await callFunction(ports, request, signal);
    expect([first, await callFunction(ports, request, signal)]).toEqual([
      { ok: true, values: { level: 'gold' } },
      { ok: true, values: { level: 'gold' } },
    ]);
    expect(asksOfWeb - before).toBe(1);
    expect(await ask('crm', {}, { key: 'other' })).toEqual({ ok: false, reason: 'unknown-function' });
  });
});

describe('create-order', () => {
  it('writes an order of what the customer said, for the lead of the call, and one fact', async () => {
    const result = await ask('create-order', { product: '重疾险', amount: '50万', beneficiary: '李四' });
    const [order, ...more] = await listOrders(database, tenantId, { callId }, 10);
    expect(more).toEqual([]);
    expect(order).toMatchObject({
      product: '重疾险',
      amount: '50万',
      amountYuan: 500_000,
      leadId: person.leadId,
      details: { beneficiary: '李四' },
      state: 'draft',
      number: expect.stringMatching(/^\d{8,}$/) as string,
    });
    expect(result).toEqual({
      ok: true,
      values: { orderId: order!.orderId, orderNumber: order!.number, product: '重疾险', amount: '50万' },
    });
    expect(await factsOf('order-created')).toEqual([{ subject_id: order!.orderId }]);
  });

  it('writes it once, however often and however many at once ask with one key', async () => {
    const results = await Promise.all([1, 2, 3].map(() => ask('create-order', { product: 'x', amount: '1' })));
    results.push(await ask('create-order', { product: 'y', amount: '2' }));
    expect(results).toEqual(results.map(() => results[0]));
    expect(await listOrders(database, tenantId, {}, 10)).toHaveLength(1);
    expect(await ask('create-order', { product: 'y', amount: '2' }, { key: `${callId}/2` })).toMatchObject({
      ok: true,
    });
    expect(await listOrders(database, tenantId, {}, 10)).toHaveLength(2);
  });

  it('refuses an order of nothing', async () => {
    expect(await ask('create-order', { product: ' ', amount: '1' })).toEqual({ ok: false, reason: 'product-missing' });
    expect(await ask('create-order', { product: 'x' }, { key: 'k2' })).toEqual({ ok: false, reason: 'amount-missing' });
    expect(await listOrders(database, tenantId, {}, 10)).toEqual([]);
  });

  it('leaves nothing behind where the caller gave up, and runs when asked again', async () => {
    const gaveUp = new AbortController();
    const asked = callFunction(
      {
        database,
        newId: newUuid,
        askWeb,
        personOf: async () => {
          gaveUp.abort(new Error('too late'));
          return person;
        },
      },
      { tenantId, callId, name: 'create-order', args: { product: 'x', amount: '1' }, key: 'k' },
      gaveUp.signal,
    );
    await expect(asked).rejects.toThrow('too late');
    await expect(ask('create-order', {}, { signal: gaveUp.signal })).rejects.toThrow('too late');
    expect(await listOrders(database, tenantId, {}, 10)).toEqual([]);
    expect(await ask('create-order', { product: 'x', amount: '1' }, { key: 'k' })).toMatchObject({ ok: true });
  });
});

describe('orders', () => {
  it('pages newest first and filters by state', async () => {
    for (let ordinal = 0; ordinal < 5; ordinal++)
      await ask('create-order', { product: `p${ordinal}`, amount: '1' }, { key: `k${ordinal}` });
    const first = await listOrders(database, tenantId, {}, 3);
    const rest = await listOrders(database, tenantId, { before: first.at(-1) }, 3);
    expect(new Set([...first, ...rest].map(({ product }) => product)).size).toBe(5);
    await moveOrder(database, tenantId, first[0]!.orderId, 'confirmed');
    expect(await listOrders(database, tenantId, { state: 'confirmed' }, 9)).toMatchObject([
      { product: first[0]!.product },
    ]);
  });

  it('go on only as they may', async () => {
    await ask('create-order', { product: 'x', amount: '1' });
    const [order] = await listOrders(database, tenantId, {}, 1);
    const move = (to: 'confirmed' | 'issued' | 'cancelled', reason?: string) =>
      moveOrder(database, tenantId, order!.orderId, to, reason);
    await expect(move('issued')).rejects.toMatchObject({ code: 'order-state-refused' });
    await move('confirmed');
    await move('confirmed');
    await move('issued', 'policy 1');
    await expect(move('cancelled')).rejects.toThrow(/is issued and cannot become cancelled/);
    expect(await listOrders(database, tenantId, {}, 1)).toMatchObject([{ state: 'issued', stateReason: 'policy 1' }]);
    await expect(moveOrder(database, await database.newTenant(), order!.orderId, 'cancelled')).rejects.toMatchObject({
      code: 'order-not-found',
    });
    await expect(moveOrder(database, tenantId, orderIdSchema.parse(randomUUID()), 'cancelled')).rejects.toMatchObject({
      code: 'order-not-found',
    });
  });
});

describe('lookup-profile', () => {
  it('gives what the list knows', async () => {
    expect(await ask('lookup-profile', {})).toEqual({ ok: true, values: { 城市: '杭州', name: '张三' } });
    const nameless = { ...person, name: null };
    expect(await ask('lookup-profile', {}, { key: 'k2', known: nameless })).toEqual({
      ok: true,
      values: { 城市: '杭州' },
    });
    expect(await ask('lookup-profile', {}, { key: 'k3', known: null })).toEqual({ ok: false, reason: 'nobody-known' });
  });
});

describe('send-sms', () => {
  it('queues the text of a template for the person of the call, once', async () => {
    const args = { template: 'insurance-plan', product: '重疾险', amount: '50万' };
    const result = await ask('send-sms', args);
    expect(await ask('send-sms', args)).toEqual(result);
    expect(await smsOfCall()).toMatchObject([
      { toPhone: '+9990001234', text: expect.stringContaining('重疾险（保额50万）') as string, state: 'queued' },
    ]);
    expect(await factsOf('sms-queued')).toHaveLength(1);
  });

  it('prefers the tenant’s own text and knows the person’s name and attributes', async () => {
    await database.withTenant(tenantId, (db) =>
      replaceSmsTemplates(db, { 'insurance-plan': '{name}您好，{城市}{product}' }),
    );
    await ask('send-sms', { template: 'insurance-plan', product: '医疗险' });
    expect(await smsOfCall()).toMatchObject([{ text: '张三您好，杭州医疗险' }]);
  });

  it('refuses an unknown template, a text with holes, and nobody', async () => {
    expect(await ask('send-sms', { template: 'nope' })).toEqual({ ok: false, reason: 'unknown-sms-template' });
    expect(await ask('send-sms', { text: '{a}您好{b}' }, { key: 'k2' })).toEqual({
      ok: false,
      reason: 'sms-lacks-a-b',
    });
    expect(await ask('send-sms', { text: 'x' }, { key: 'k3', known: null })).toEqual({
      ok: false,
      reason: 'nobody-known',
    });
    expect(await smsOfCall()).toEqual([]);
  });

  it('is handed to the provider once when the fact comes, and what became of it is noted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waihu-sms-'));
    const path = join(folder, 'out', 'sms.jsonl');
    await ask('send-sms', { text: '您好' });
    const [message] = await smsOfCall();
    const react = (provider: SmsProvider, subjectId = message!.messageId) =>
      sendSmsWhenQueued(provider).react({ factId: randomUUID(), kind: 'sms-queued', tenantId, subjectId }, database);
    const broken: SmsProvider = { name: 'broken', send: () => Promise.reject(new Error('no route')) };
    await expect(react(broken)).rejects.toThrow('no route');
    await react(fileSmsProvider(path));
    await react(fileSmsProvider(path));
    await react(fileSmsProvider(path), randomUUID());
    expect(
      (await readFile(path, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([{ messageId: message!.messageId, toPhone: '+9990001234', text: '您好' }]);
    expect(await smsOfCall()).toMatchObject([{ state: 'sent', provider: 'file', failure: null }]);
    await rm(folder, { recursive: true });
  });

  it('notes a refusal of the provider', async () => {
    await ask('send-sms', { text: '您好' });
    const [message] = await smsOfCall();
    const refusing: SmsProvider = { name: 'r', send: async () => ({ ok: false, reason: 'blocked' }) };
    await sendSmsWhenQueued(refusing).react(
      { factId: randomUUID(), kind: 'sms-queued', tenantId, subjectId: message!.messageId },
      database,
    );
    expect(await smsOfCall()).toMatchObject([{ state: 'failed', provider: 'r', failure: 'blocked' }]);
  });
});

it('an unknown function is refused', async () => {
  expect(await ask('drop-table', {})).toEqual({ ok: false, reason: 'unknown-function' });
});
