import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import type { TenantId } from '../contract/ids.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { documentOf, moveDraft, publishDraft, publishScript, rollBackScript, saveDraft, scriptPage } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

const survey = (say: string, to = 'end'): ScriptDocument =>
  scriptDocumentSchema.parse({
    id: 'survey',
    name: '满意度',
    purpose: 'service',
    patterns: { silence: { say: '喂？' }, noMatch: { say: '没听清。' } },
    flows: {
      main: {
        kind: 'main',
        start: 'ask',
        nodes: { ask: { kind: 'speak', say, branches: [{ on: 'any', to }] }, end: { kind: 'end' } },
      },
    },
  });

let now = 0;
const as = (by: string, note?: string) => ({ by, atMs: (now += 1_000), note });
const page = (tenantId: TenantId) => scriptPage(database, tenantId, 'survey');
const move = (tenantId: TenantId, step: 'review' | 'approve' | 'return', by: string, note?: string) =>
  moveDraft(database, tenantId, 'survey', step, as(by, note));

describe('the way of a draft', () => {
  it('leads from writing over review and return to a version, and every step is kept with who took it', async () => {
    const tenantId = await database.newTenant();
    await saveDraft(database, tenantId, survey('一？'), as('zuo-zhe'));
    await move(tenantId, 'review', 'zuo-zhe');
    await move(tenantId, 'return', 'zhu-guan', '开头不礼貌');
    expect((await page(tenantId)).draft).toMatchObject({ state: 'returned', note: '开头不礼貌' });
    await saveDraft(database, tenantId, survey('您好，一？'), as('zuo-zhe'));
    await move(tenantId, 'review', 'zuo-zhe');
    expect(await move(tenantId, 'approve', 'zhu-guan')).toBe('approved');
    const publication = await publishDraft(database, tenantId, 'survey', as('zhu-guan'));
    expect(publication).toEqual({ version: 1, changed: true });
    const { draft, history, versions } = await page(tenantId);
    expect(draft).toBeNull();
    expect(versions).toHaveLength(1);
    expect(history.toReversed().map(({ by, deed, version, note }) => [by, deed, version, note])).toEqual([
      ['zuo-zhe', 'saved', null, null],
      ['zuo-zhe', 'submitted', null, null],
      ['zhu-guan', 'returned', null, '开头不礼貌'],
      ['zuo-zhe', 'saved', null, null],
      ['zuo-zhe', 'submitted', null, null],
      ['zhu-guan', 'approved', null, null],
      ['zhu-guan', 'published', 1, null],
    ]);
    expect(history.map(({ atMs }) => atMs)).toEqual(history.map(({ atMs }) => atMs).toSorted((a, b) => b - a));
  });

  it('begins again where another text is saved after approval, and not where it is the same', async () => {
    const tenantId = await database.newTenant();
    await saveDraft(database, tenantId, survey('一？'), as('a'));
    await move(tenantId, 'review', 'a');
    await move(tenantId, 'approve', 'b');
    expect(await saveDraft(database, tenantId, survey('一？'), as('a'))).toMatchObject({ state: 'approved' });
    expect(await saveDraft(database, tenantId, survey('二？'), as('a'))).toMatchObject({ state: 'draft' });
    await expect(publishDraft(database, tenantId, 'survey', as('b'))).rejects.toMatchObject({
      code: 'script-cannot-change',
      message: "the draft of 'survey' is draft: publish wants it approved",
    });
  });

  it('has no short cuts: what is not in review is not approved, what nobody wrote is not moved', async () => {
    const tenantId = await database.newTenant();
    await expect(move(tenantId, 'review', 'a')).rejects.toMatchObject({ code: 'script-not-found' });
    await saveDraft(database, tenantId, survey('一？'), as('a'));
    await expect(move(tenantId, 'approve', 'b')).rejects.toThrow('approve wants it in-review');
    await move(tenantId, 'review', 'a');
    await expect(move(tenantId, 'return', 'b', ' ')).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('keeps a broken script as a draft and takes none in for review', async () => {
    const tenantId = await database.newTenant();
    await saveDraft(database, tenantId, survey('一？', 'gone'), as('a'));
    await expect(move(tenantId, 'review', 'a')).rejects.toMatchObject({ code: 'script-invalid' });
    expect((await page(tenantId)).draft).toMatchObject({ state: 'draft' });
  });

  it('lets one of two who decide at once be first', async () => {
    const tenantId = await database.newTenant();
    await saveDraft(database, tenantId, survey('一？'), as('a'));
    await move(tenantId, 'review', 'a');
    await move(tenantId, 'approve', 'b');
    const both = await Promise.allSettled([
      publishDraft(database, tenantId, 'survey', as('b')),
      publishDraft(database, tenantId, 'survey', as('c')),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await page(tenantId)).versions).toHaveLength(1);
  });
});

describe('rollBackScript()', () => {
  it('publishes what an earlier version said as the next one, and keeps the draft', async () => {
    const tenantId = await database.newTenant();
    await publishScript(database, tenantId, survey('一？'), as('a'));
    await publishScript(database, tenantId, survey('二？'), as('a'));
    await saveDraft(database, tenantId, survey('三？'), as('a'));
    const publication = await rollBackScript(database, tenantId, 'survey', 1, as('b', '投诉变多'));
    expect(publication).toEqual({ version: 3, changed: true });
    expect(await documentOf(database, tenantId, 'survey', 'newest')).toEqual(survey('一？'));
    expect(await documentOf(database, tenantId, 'survey', 'draft')).toEqual(survey('三？'));
    expect((await page(tenantId)).history[0]).toMatchObject({
      by: 'b',
      deed: 'rolled-back',
      version: 3,
      note: 'to version 1: 投诉变多',
    });
  });

  it('wants a reason and a version that is there', async () => {
    const tenantId = await database.newTenant();
    await publishScript(database, tenantId, survey('一？'), as('a'));
    const back = (version: number, note?: string) =>
      rollBackScript(database, tenantId, 'survey', version, as('b', note));
    await expect(back(1)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(back(7, '坏了')).rejects.toThrow("script 'survey' has no version 7");
  });
});

describe('the history', () => {
  it('is added to and never changed: the program itself may not', async () => {
    const tenantId = await database.newTenant();
    await publishScript(database, tenantId, survey('一？'), as('a'));
    const forge = database.withTenant(tenantId, (db) =>
      db.updateTable('script_history').set({ done_by: 'x' }).execute(),
    );
    await expect(forge).rejects.toMatchObject({ code: '42501' });
    const wipe = database.withTenant(tenantId, (db) => db.deleteFrom('script_history').execute());
    await expect(wipe).rejects.toMatchObject({ code: '42501' });
  });

  it('refuses a text that began from an older one, and says who was before it and when', async () => {
    const tenantId = await database.newTenant();
    const first = await saveDraft(database, tenantId, survey('一？'), as('jia'), { from: 0 });
    const { revision } = await saveDraft(database, tenantId, survey('二？'), as('yi'), { from: first.revision });
    expect(revision).toBeGreaterThan(first.revision);
    const savedAt = new Date(now).toISOString();
    await expect(
      saveDraft(database, tenantId, survey('三？'), as('jia'), { from: first.revision }),
    ).rejects.toMatchObject({
      code: 'draft-changed',
      message: `the draft of 'survey' was saved by yi at ${savedAt}: begin from revision ${revision}, or overwrite it`,
      facts: { revision, savedBy: 'yi' },
    });
    expect((await documentOf(database, tenantId, 'survey', 'draft')).flows).toEqual(survey('二？').flows);
    await expect(saveDraft(database, tenantId, survey('三？'), as('jia'), { from: 0 })).rejects.toThrow('saved by yi');
    expect(await saveDraft(database, tenantId, survey('二？'), as('jia'), { from: 0 })).toMatchObject({ revision });
  });

  it('refuses a text that does not say what it began from where somebody else works on a draft, unless it is to be overwritten', async () => {
    const tenantId = await database.newTenant();
    await saveDraft(database, tenantId, survey('一？'), as('jia'));
    const { revision } = await saveDraft(database, tenantId, survey('二？'), as('jia'));
    const save = (how: { overwrite?: boolean }) => saveDraft(database, tenantId, survey('三？'), as('yi'), how);
    await expect(save({})).rejects.toMatchObject({
      code: 'draft-changed',
      message: expect.stringMatching(
        /^the draft of 'survey' was saved by jia at .*Z: begin from revision \d+, or overwrite it$/u,
      ),
      facts: { revision, savedBy: 'jia' },
    });
    expect((await documentOf(database, tenantId, 'survey', 'draft')).flows).toEqual(survey('二？').flows);
    expect((await save({ overwrite: true })).revision).toBeGreaterThan(revision);
    expect((await page(tenantId)).history[0]).toMatchObject({ by: 'yi', deed: 'saved' });
  });

  it('steps leave its revision, and once it is published a text that began from it is refused', async () => {
    const tenantId = await database.newTenant();
    const { revision } = await saveDraft(database, tenantId, survey('一？'), as('jia'));
    await move(tenantId, 'review', 'jia');
    expect((await page(tenantId)).draft).toMatchObject({ state: 'in-review', revision });
    await move(tenantId, 'approve', 'zhu-guan');
    await publishDraft(database, tenantId, 'survey', as('zhu-guan'));
    await expect(saveDraft(database, tenantId, survey('二？'), as('jia'), { from: revision })).rejects.toThrow(
      /^the draft of 'survey' was published by zhu-guan at .* and is gone: begin from the newest version$/u,
    );
    expect((await saveDraft(database, tenantId, survey('二？'), as('jia'), { from: 0 })).revision).toBeGreaterThan(
      revision,
    );
  });
});
