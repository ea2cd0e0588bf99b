import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord } from '../contract/call-record.ts';
import { listIdSchema, type ListId, type TenantId } from '../contract/ids.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import {
  createList,
  exportLeads,
  exportProblems,
  getList,
  importLeads,
  leadsOfList,
  listLists,
  noteCallOfLead,
  noteLeadWhenCallEnds,
  packBatches,
  prepareLeads,
  removeList,
  selectImports,
  selectLeads,
  type ImportRequest,
  type PhoneConsent,
} from './index.ts';
import type { LeadFile } from './lead-file.ts';
import { memoryFile } from './testing/memory-file.ts';

let database: TestDatabase;
let tenantId: TenantId;
beforeAll(async () => {
  database = await testDatabase();
  tenantId = await database.newTenant();
}, 60_000);
afterAll(() => database.close());

async function newList(): Promise<ListId> {
  const listId = listIdSchema.parse(randomUUID());
  await createList(database, tenantId, { listId, name: `list ${listId}` });
  return listId;
}
function bringIn(listId: ListId, content: string | LeadFile, more: Partial<ImportRequest> = {}) {
  const file = typeof content === 'string' ? memoryFile(content, 'list.csv', 4_000) : content;
  return importLeads({
    database,
    tenantId,
    listId,
    importId: randomUUID(),
    fileName: file.name,
    batches: packBatches(prepareLeads(file)),
    ...more,
  });
}
async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
const mobile = (index: number): string => `139${String(index).padStart(8, '0')}`;

describe('importLeads', () => {
  it('keeps the good rows with name and attributes', async () => {
    const listId = await newList();
    const result = await bringIn(listId, '姓名,手机号,城市\n张三,13812345678,杭州\n,+9990001234,\n');
    expect(result).toMatchObject({ rows: 2, imported: 2, duplicates: 0, rejected: 0, problems: [] });
    const leads = await leadsOfList(database, tenantId, listId, { limit: 10 });
    expect(leads.sort((a, b) => a.phone.localeCompare(b.phone))).toMatchObject([
      { phone: '+8613812345678', name: '张三', attributes: { 城市: '杭州' }, status: 'new', grade: null, listId },
      { phone: '+9990001234', name: null, attributes: {}, status: 'new' },
    ]);
    expect(await getList(database, tenantId, { listId })).toMatchObject({ leadCount: 2 });
  });

  it('reports a number repeated in the file by its first line and one that the list has already', async () => {
    const listId = await newList();
    await bringIn(listId, 'phone\n13800000001\n');
    const result = await bringIn(listId, 'phone\n13800000002\n138-0000-0001\n+8613800000002\n13800000003\n');
    expect(result).toMatchObject({ rows: 4, imported: 2, duplicates: 2, rejected: 0 });
    expect(result.problems).toEqual([
      { line: 3, column: 'phone', value: '+86138****0001', reason: 'duplicate-in-list', firstLine: null, kept: false },
      { line: 4, column: 'phone', value: '+86138****0002', reason: 'duplicate-in-file', firstLine: 2, kept: false },
    ]);
  });

  it('finds a repeated number batches later', async () => {
    const listId = await newList();
    const lines = Array.from({ length: 12_000 }, (_, index) => mobile(index));
    lines[11_000] = mobile(5);
    const result = await bringIn(listId, `phone\n${lines.join('\n')}`);
    expect(result).toMatchObject({ rows: 12_000, imported: 11_999, duplicates: 1 });
    expect(result.problems).toMatchObject([{ line: 11_002, reason: 'duplicate-in-file', firstLine: 7 }]);
  });

  it('5 bad numbers in 1000: 995 leads are in the list and the error CSV has the five lines, masked', async () => {
    const listId = await newList();
    const lines = Array.from({ length: 1_000 }, (_, index) => (index % 200 === 7 ? `1390000${index}` : mobile(index)));
    const result = await bringIn(listId, `手机号\n${lines.join('\n')}`);
    expect(result).toMatchObject({ rows: 1_000, imported: 995, rejected: 5, duplicates: 0 });
    const csv = await textOf(exportProblems(database, tenantId, result.importId));
    expect(csv.startsWith('\uFEFF行号,')).toBe(true);
    expect(csv.trim().split('\r\n')).toHaveLength(6);
    expect(csv).toContain('209,手机号,13****0207,wrong-length,手机号应为 11 位');
    expect(csv).not.toMatch(/\d{7}/);
  });

  it('adds only what is missing when the same file comes again', async () => {
    const listId = await newList();
    const file = 'phone\n13800000001\n13800000002\n';
    await bringIn(listId, file);
    expect(await bringIn(listId, `${file}13800000003\n`)).toMatchObject({ imported: 1, duplicates: 2 });
    expect(await getList(database, tenantId, { listId })).toMatchObject({ leadCount: 3 });
  });

  it('hands consents over in the transaction of their batch', async () => {
    const listId = await newList();
    const consents: PhoneConsent[] = [];
    await bringIn(listId, '手机号,授权来源,授权时间\n13800000001,官网,2026-01-02\n13800000002,,\n', {
      recordConsents: async (_db, given) => void consents.push(...given),
    });
    expect(consents).toEqual([{ phone: '+8613800000001', source: '官网', atIso: '2026-01-01T16:00:00.000Z' }]);
  });

  it('keeps the rows of the batches before a failure and says what failed', async () => {
    const listId = await newList();
    const batches = async function* () {
      yield* packBatches(prepareLeads(memoryFile('phone\n13800000001\n')));
      throw new Error('the disk went away');
    };
    await expect(bringIn(listId, 'x', { batches: batches() })).rejects.toThrow('the disk went away');
    expect(await getList(database, tenantId, { listId })).toMatchObject({ leadCount: 1 });
    const runs = await database.withTenant(tenantId, (db) => selectImports(db, listId));
    expect(runs).toMatchObject([{ state: 'failed', failure: 'the disk went away', imported: 1, rows: 1 }]);
  });

  it.each([
    ['wrong encoding', Buffer.from('phone,name\n13812345678,Jos\u00e9\n', 'latin1'), 'lead-file-encoding-unknown'],
    ['missing phone column', '姓名,城市\n张三,杭州\n', 'lead-file-without-phone-column'],
    ['empty file', '', 'lead-file-empty'],
  ])('%s: refuses the file and leaves the list as it was', async (_name, content, code) => {
    const listId = await newList();
    await bringIn(listId, 'phone\n13800000001\n');
    await expect(bringIn(listId, memoryFile(content))).rejects.toMatchObject({ code });
    expect(await getList(database, tenantId, { listId })).toMatchObject({ leadCount: 1 });
  });

  it('tells its progress and appends one fact at the end', async () => {
    const listId = await newList();
    const seen: number[] = [];
    const lines = Array.from({ length: 11_000 }, (_, index) => mobile(index)).join('\n');
    await bringIn(listId, `phone\n${lines}`, { onProgress: ({ rows }) => seen.push(rows) });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toBe(11_000);
    const facts = await database.admin.selectFrom('outbox').selectAll().where('subject_id', '=', listId).execute();
    expect(facts).toMatchObject([{ kind: 'leads-imported', tenant_id: tenantId }]);
  });

  it('refuses a list that is not there, and one of another tenant', async () => {
    const elsewhere = await database.newTenant();
    const listId = await newList();
    await expect(bringIn(listIdSchema.parse(randomUUID()), 'phone\n1')).rejects.toMatchObject({
      code: 'list-not-found',
    });
    await expect(bringIn(listId, 'phone\n1', { tenantId: elsewhere })).rejects.toMatchObject({
      code: 'list-not-found',
    });
  });
});

describe('lists and leads', () => {
  it('refuses a second list of one name, finds by name, and removes with the people in it', async () => {
    const tenant = await database.newTenant();
    const listId = listIdSchema.parse(randomUUID());
    await createList(database, tenant, { listId, name: '三月' });
    await expect(
      createList(database, tenant, { listId: listIdSchema.parse(randomUUID()), name: '三月' }),
    ).rejects.toMatchObject({ code: 'list-name-taken' });
    expect(await getList(database, tenant, { name: '三月' })).toMatchObject({ listId, leadCount: 0 });
    expect(await listLists(database, tenant)).toHaveLength(1);
    await removeList(database, tenant, listId);
    await expect(getList(database, tenant, { name: '三月' })).rejects.toMatchObject({ code: 'list-not-found' });
    await expect(removeList(database, tenant, listId)).rejects.toMatchObject({ code: 'list-not-found' });
  });

  it('pages through a list without missing or repeating anybody', async () => {
    const listId = await newList();
    await bringIn(listId, `phone\n${Array.from({ length: 25 }, (_, index) => mobile(index)).join('\n')}`);
    const seen = new Set<string>();
    let page = await leadsOfList(database, tenantId, listId, { limit: 10 });
    while (page.length > 0) {
      for (const { phone } of page) seen.add(phone);
      page = await leadsOfList(database, tenantId, listId, { limit: 10, after: page.at(-1)!.leadId });
    }
    expect(seen.size).toBe(25);
  });

  it('exports what it imported, numbers masked unless asked for, and reads its own export back', async () => {
    const listId = await newList();
    await bringIn(listId, '手机号,姓名,备注\n13800000001,张三,=1+1\n');
    expect(await textOf(exportLeads(database, tenantId, listId, 'masked'))).toContain(
      "'+86138****0001,张三,,new,'=1+1",
    );
    const whole = await textOf(exportLeads(database, tenantId, listId, 'whole'));
    const again = await newList();
    expect(await bringIn(again, whole)).toMatchObject({ imported: 1, rejected: 0 });
    expect(await leadsOfList(database, tenantId, again, { limit: 1 })).toMatchObject([{ phone: '+8613800000001' }]);
  });

  it('notes what a call says: status and grade, one fact when the grade changes, none for nobody', async () => {
    const listId = await newList();
    await bringIn(listId, 'phone\n13800000001\n');
    const [lead] = await leadsOfList(database, tenantId, listId, { limit: 1 });
    const call = { outcome: 'completed', answeredBy: 'human', grade: 'B', ordered: false, doNotCall: false } as const;
    await database.withTenant(tenantId, async (db) => {
      await noteCallOfLead(db, lead!.leadId, call);
      await noteCallOfLead(db, lead!.leadId, call);
    });
    const found = await database.withTenant(tenantId, (db) => selectLeads(db, [lead!.leadId]));
    expect(found.get(lead!.leadId)).toMatchObject({ status: 'contacted', grade: 'B' });
    const facts = await database.admin
      .selectFrom('outbox')
      .select('kind')
      .where('subject_id', '=', lead!.leadId)
      .execute();
    expect(facts).toEqual([{ kind: 'lead-graded' }]);
    const elsewhere = await database.newTenant();
    await database.withTenant(elsewhere, (db) => noteCallOfLead(db, lead!.leadId, call));
    expect(await database.withTenant(elsewhere, (db) => selectLeads(db, [lead!.leadId]))).toEqual(new Map());
  });

  it('notes a call that ended at its lead, and nothing for a call to nobody of a list', async () => {
    const listId = await newList();
    await bringIn(listId, 'phone\n13800000001\n');
    const [lead] = await leadsOfList(database, tenantId, listId, { limit: 1 });
    const { leadId } = lead!;
    const fact = { factId: randomUUID(), kind: 'call-ended', tenantId, subjectId: `n1-${randomUUID()}` } as const;
    const record = { leadId, outcome: 'completed', answeredBy: 'human', grade: 'A', doNotCall: false, orders: [{}] };
    const keeps = (kept: object | null) => noteLeadWhenCallEnds(async () => kept as CallRecord | null);
    await keeps(null).react(fact, database);
    await keeps({ ...record, leadId: null }).react(fact, database);
    await keeps(record).react(fact, database);
    const found = await database.withTenant(tenantId, (db) => selectLeads(db, [leadId]));
    expect(found.get(leadId)).toMatchObject({ status: 'converted', grade: 'A' });
  });
});
