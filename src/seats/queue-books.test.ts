import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIdSchema, type TenantId } from '../contract/ids.ts';
import { seatSchema } from '../contract/lines-document.ts';
import type { KeptCallBack } from '../contract/live-services.ts';
import { newUuid } from '../foundation/ids.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import {
  listCallBacks,
  listSeats,
  queueBooks,
  readQueueMemory,
  releaseSeat,
  replaceSeats,
  reserveSeat,
} from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

async function tenantWith(...names: string[]): Promise<TenantId> {
  const tenantId = await database.newTenant();
  const seats = names.map((name) => seatSchema.parse({ name, address: `sip:${name}@192.0.2.7` }));
  await database.withTenant(tenantId, (db) => replaceSeats(db, seats));
  return tenantId;
}
const newCall = (node = 'n1') => callIdSchema.parse(`${node}-${randomUUID()}`);
const callBack = (more: Partial<KeptCallBack> = {}): KeptCallBack => ({
  callId: newCall(),
  queue: 'sales',
  number: '+8613800000000',
  priority: 2,
  skills: ['loans'],
  joinedAtMs: 1_700_000_000_000,
  askedAtMs: 1_700_000_060_000,
  attempts: 0,
  notBeforeMs: 1_700_000_060_000,
  ...more,
});
const hold = (tenantId: TenantId, seat?: string) =>
  reserveSeat(
    database,
    { tenantId, skill: null, callId: newCall(), key: randomUUID(), ...(seat === undefined ? {} : { seat }) },
    newUuid,
  );

describe('call-backs', () => {
  it('wait until they end, once, each for the node that promised it', async () => {
    const tenantId = await tenantWith();
    const books = queueBooks(database);
    const later = callBack({ joinedAtMs: 1_700_000_030_000, queue: null });
    const first = callBack();
    const elsewhere = callBack({ callId: newCall('n2'), joinedAtMs: 1_700_000_040_000 });
    for (const one of [later, first, elsewhere]) await books.keepCallBack(tenantId, one);
    const tried = { ...first, attempts: 1, notBeforeMs: 1_700_000_360_000 };
    await books.keepCallBack(tenantId, tried);
    expect((await readQueueMemory(database, tenantId, 'n1')).callBacks).toEqual([tried, later]);
    expect(await listCallBacks(database, tenantId)).toEqual([tried, later, elsewhere]);

    await books.endCallBack(tenantId, first.callId, 'reached');
    await books.keepCallBack(tenantId, tried);
    await books.endCallBack(tenantId, first.callId, 'too-late');
    expect(await listCallBacks(database, tenantId)).toEqual([later, elsewhere]);
    const { rows } = { rows: await database.admin.selectFrom('call_backs').select('ended').execute() };
    expect(rows.map(({ ended }) => ended)).toContain('reached');
  });

  it('are their tenant’s alone', async () => {
    await queueBooks(database).keepCallBack(await tenantWith(), callBack());
    expect(await listCallBacks(database, await tenantWith())).toEqual([]);
  });
});

describe('agents', () => {
  it('are remembered as they said last; a seat of which nothing is known has no state', async () => {
    const tenantId = await tenantWith('amy', 'bob', 'cid');
    const books = queueBooks(database);
    await books.keepAgentState(tenantId, { seat: 'amy', state: 'ready', reason: null });
    await books.keepAgentState(tenantId, { seat: 'bob', state: 'paused', reason: '午休' });
    await books.keepAgentState(tenantId, { seat: 'gone', state: 'ready', reason: null });
    expect((await readQueueMemory(database, tenantId, 'n1')).agents).toEqual([
      { seat: 'amy', state: 'ready', reason: null },
      { seat: 'bob', state: 'paused', reason: '午休' },
    ]);
  });

  it('are offered no hot call while they pause, write notes or are at home', async () => {
    const tenantId = await tenantWith('amy');
    for (const state of ['paused', 'wrap-up', 'offline'] as const) {
      await queueBooks(database).keepAgentState(tenantId, { seat: 'amy', state, reason: null });
      expect(await hold(tenantId)).toBeNull();
    }
    await queueBooks(database).keepAgentState(tenantId, { seat: 'amy', state: 'ready', reason: null });
    expect(await hold(tenantId)).toMatchObject({ seat: { name: 'amy' } });
  });

  it('are held by name for a queue, or not at all where somebody else has them', async () => {
    const tenantId = await tenantWith('amy', 'bob');
    const bob = await hold(tenantId, 'bob');
    expect(bob?.seat.name).toBe('bob');
    expect(await hold(tenantId, 'bob')).toBeNull();
    expect((await hold(tenantId))?.seat.name).toBe('amy');
    expect(await hold(tenantId)).toBeNull();
    await releaseSeat(database, bob!.reservationId, true);
    expect((await hold(tenantId, 'bob'))?.seat.name).toBe('bob');
  });
});

it('a seat comes back from the database as it went in', async () => {
  const tenantId = await database.newTenant();
  const seats = [
    seatSchema.parse({ name: 'amy', extension: '1001', skills: ['loans'], skillLevels: { loans: 9 } }),
    seatSchema.parse({ name: 'bob', address: 'sip:bob@192.0.2.7', srtp: 'required', displayName: '小波' }),
  ];
  await database.withTenant(tenantId, (db) => replaceSeats(db, seats));
  expect((await listSeats(database, tenantId)).map(({ seat }) => seat)).toEqual(seats);
});
