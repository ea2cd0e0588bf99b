import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIdSchema, type TenantId } from '../contract/ids.ts';
import { voicemailIdSchema, type LeftMessage } from '../contract/voicemail.ts';
import { newUuid } from '../foundation/ids.ts';
import { silentLogger } from '../foundation/logger.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { openVoicemailBoxes } from './voicemail-boxes.ts';
import { findVoicemail, keepVoicemail, listVoicemails, markVoicemail, voicemailsOfBox } from './voicemails.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const left = (tenantId: TenantId, fields: Partial<LeftMessage> = {}): LeftMessage => {
  const callId = callIdSchema.parse(`n1-${randomUUID()}`);
  return {
    tenantId,
    callId,
    box: '8001',
    caller: '+8613812345678',
    file: `${callId}/voicemail-1.wav`,
    durationMs: 4_020.4,
    atMs: 1_000_000,
    key: `${callId}/voicemail-1`,
    ...fields,
  };
};
const keep = (message: LeftMessage): Promise<void> => keepVoicemail({ database, newId: newUuid }, message);

describe('a message', () => {
  it('is kept once, however often it is handed over', async () => {
    const tenantId = await database.newTenant();
    const message = left(tenantId);
    await Promise.all([keep(message), keep(message)]);
    await keep(message);
    const [only, ...others] = await voicemailsOfBox(database, tenantId, '8001');
    expect(others).toEqual([]);
    expect(only).toMatchObject({ caller: '+8613812345678', durationMs: 4_020, leftAtMs: 1_000_000, heard: false });
    const facts = await database.admin.selectFrom('outbox').selectAll().where('tenant_id', '=', tenantId).execute();
    expect(facts.map(({ kind, subject_id }) => [kind, subject_id])).toEqual([['voicemail-left', only?.voicemailId]]);
  });

  it('is heard, new again, and deleted for good: a late hand-over does not bring it back, and who left it is forgotten', async () => {
    const tenantId = await database.newTenant();
    const message = left(tenantId);
    await keep(message);
    const [{ voicemailId } = { voicemailId: voicemailIdSchema.parse(randomUUID()) }] = await voicemailsOfBox(
      database,
      tenantId,
      '8001',
    );
    expect(await markVoicemail(database, tenantId, { voicemailId, as: 'heard' })).toBe(message.file);
    expect(await findVoicemail(database, tenantId, voicemailId)).toMatchObject({ heard: true });
    expect(await markVoicemail(database, tenantId, { voicemailId, as: 'new', box: '8001' })).toBe(message.file);
    expect(await findVoicemail(database, tenantId, voicemailId)).toMatchObject({ heard: false });
    expect(await markVoicemail(database, tenantId, { voicemailId, as: 'deleted', box: '8002' })).toBeNull();
    expect(await markVoicemail(database, tenantId, { voicemailId, as: 'deleted' })).toBe(message.file);
    expect(await markVoicemail(database, tenantId, { voicemailId, as: 'new' })).toBeNull();
    await keep(message);
    expect(await findVoicemail(database, tenantId, voicemailId)).toBeNull();
    expect(await voicemailsOfBox(database, tenantId, '8001')).toEqual([]);
    const rows = await database.admin.selectFrom('voicemails').selectAll().where('tenant_id', '=', tenantId).execute();
    expect(rows.map(({ caller }) => caller)).toEqual(['']);
  });

  it('is as if it were not there for another tenant', async () => {
    const [spring, autumn] = [await database.newTenant(), await database.newTenant()];
    await keep(left(spring));
    const [message] = await voicemailsOfBox(database, spring, '8001');
    const voicemailId = message!.voicemailId;
    expect(await voicemailsOfBox(database, autumn, '8001')).toEqual([]);
    expect(await findVoicemail(database, autumn, voicemailId)).toBeNull();
    expect(await markVoicemail(database, autumn, { voicemailId, as: 'deleted' })).toBeNull();
    expect(await voicemailsOfBox(database, spring, '8001')).toHaveLength(1);
  });
});

it('messages are listed newest first by pages, of all boxes or one, heard or not', async () => {
  const tenantId = await database.newTenant();
  for (let atMs = 1; atMs <= 5; atMs++) await keep(left(tenantId, { atMs, box: atMs % 2 ? '8001' : '8002' }));
  const times = async (asked: Omit<Parameters<typeof listVoicemails>[2], 'limit'>) => {
    const page = await listVoicemails(database, tenantId, { ...asked, limit: 2 });
    return { at: page.voicemails.map(({ leftAtMs }) => leftAtMs), next: page.next };
  };
  const first = await times({ filter: {} });
  expect(first.at).toEqual([5, 4]);
  const second = await times({ filter: {}, cursor: first.next! });
  expect(second.at).toEqual([3, 2]);
  const last = await times({ filter: {}, cursor: second.next! });
  expect(last).toEqual({ at: [1], next: null });
  expect((await times({ filter: { box: '8002' } })).at).toEqual([4, 2]);
  const [newest] = await voicemailsOfBox(database, tenantId, '8001');
  await markVoicemail(database, tenantId, { voicemailId: newest!.voicemailId, as: 'heard' });
  expect((await times({ filter: { heard: true } })).at).toEqual([5]);
  expect((await times({ filter: { box: '8001', heard: false } })).at).toEqual([3, 1]);
  await expect(times({ filter: {}, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad-request' });
});

describe('boxes', () => {
  /** Resolves when the watched box changed. */
  const change = (boxes: Awaited<ReturnType<typeof openVoicemailBoxes>>, tenantId: TenantId): Promise<void> =>
    new Promise((resolve) => {
      const stop = boxes.watch(tenantId, '8001', () => {
        stop();
        resolve();
      });
    });

  it('are counted at the start and followed, whoever changes them', async () => {
    const tenantId = await database.newTenant();
    await keep(left(tenantId));
    await using boxes = await openVoicemailBoxes(database.another(), silentLogger);
    expect(boxes.summaryOf(tenantId, '8001')).toEqual({ newVoice: 0, oldVoice: 0 });
    await boxes.load(tenantId);
    expect(boxes.summaryOf(tenantId, '8001')).toEqual({ newVoice: 1, oldVoice: 0 });
    let others = 0;
    boxes.watch(tenantId, '8002', () => others++);
    let changed = change(boxes, tenantId);
    await keep(left(tenantId));
    await changed;
    expect(boxes.summaryOf(tenantId, '8001')).toEqual({ newVoice: 2, oldVoice: 0 });
    const [newest] = await voicemailsOfBox(database, tenantId, '8001');
    changed = change(boxes, tenantId);
    await markVoicemail(database, tenantId, { voicemailId: newest!.voicemailId, as: 'heard' });
    await changed;
    expect(boxes.summaryOf(tenantId, '8001')).toEqual({ newVoice: 1, oldVoice: 1 });
    changed = change(boxes, tenantId);
    await markVoicemail(database, tenantId, { voicemailId: newest!.voicemailId, as: 'deleted' });
    await changed;
    expect(boxes.summaryOf(tenantId, '8001')).toEqual({ newVoice: 1, oldVoice: 0 });
    expect(others).toBe(0);
  });

  it('of a tenant that was not loaded are left alone', async () => {
    const [followed, unknown] = [await database.newTenant(), await database.newTenant()];
    await using boxes = await openVoicemailBoxes(database, silentLogger);
    await boxes.load(followed);
    await keep(left(unknown));
    const changed = change(boxes, followed);
    await keep(left(followed));
    await changed;
    expect(boxes.summaryOf(unknown, '8001')).toEqual({ newVoice: 0, oldVoice: 0 });
  });
});
