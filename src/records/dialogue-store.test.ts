import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KeptDialogue } from '../contract/kept-dialogue.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { getCall, keepRecord, listDialogues } from './index.ts';
import { callRecordOf } from './testing/call-record.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

const dialogueOf = (scriptVersion: number): KeptDialogue => ({
  opening: { atMs: 1_000, utcOffsetMinutes: 480, scriptId: 'survey', scriptVersion, variables: { name: '王先生' } },
  steps: [
    { afterMs: 0, input: { kind: 'answered' }, moves: [{ kind: 'say', text: '您好王先生。' }] },
    { afterMs: 2_500, input: { kind: 'heard', text: '好', confidence: 0.5 }, moves: [] },
  ],
});

it('keeps how a dialogue went beside its record, to be found by script, version and call', async () => {
  const tenantId = await database.newTenant();
  const other = await database.newTenant();
  const records = [1, 2, 2].map((version, index) => ({
    ...callRecordOf(tenantId, { startedAtMs: 10_000 + index }),
    dialogue: dialogueOf(version),
  }));
  for (const record of records) expect(await keepRecord(database, record)).toBe('kept');
  expect(await keepRecord(database, records[0]!)).toBe('already-kept');
  await keepRecord(database, callRecordOf(tenantId, {}));

  const found = (filter: { version?: number; callIds?: string[]; limit?: number }, tenant = tenantId) =>
    listDialogues(database, tenant, { scriptId: 'survey', limit: 10, ...filter });
  const [first, second, third] = records.map(({ callId, dialogue }) => ({ callId, dialogue }));
  expect(await found({})).toEqual([third, second, first]);
  expect(await found({ limit: 1 })).toEqual([third]);
  expect(await found({ version: 1 })).toEqual([first]);
  expect(await found({ callIds: [second!.callId] })).toEqual([second]);
  expect(await found({ callIds: [] })).toEqual([]);
  expect(await found({}, other)).toEqual([]);
  expect(await listDialogues(database, tenantId, { scriptId: 'another', limit: 10 })).toEqual([]);
  expect(await getCall(database, tenantId, first!.callId)).not.toHaveProperty('dialogue');
});
