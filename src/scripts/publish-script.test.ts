import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import {
  findDraft,
  findScript,
  listScripts,
  publishScript,
  saveDraft,
  scriptPage,
  scriptShelf,
  type Deed,
} from './index.ts';
import { sampleScript } from './testing/sample-scripts.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

const by = (atMs: number): Deed => ({ by: 'li', atMs });
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

describe('publishScript()', () => {
  it('numbers versions from 1 and keeps every one as it was', async () => {
    const tenantId = await database.newTenant();
    expect(await findScript(database, tenantId, 'survey')).toBeNull();
    expect(await publishScript(database, tenantId, survey('满意吗？'), by(1_000))).toEqual({
      version: 1,
      changed: true,
    });
    expect(await publishScript(database, tenantId, survey('您满意吗？'), by(2_000))).toEqual({
      version: 2,
      changed: true,
    });
    expect(await findScript(database, tenantId, 'survey')).toEqual({
      version: 2,
      document: survey('您满意吗？'),
      publishedAtMs: 2_000,
    });
    expect(await findScript(database, tenantId, 'survey', 1)).toEqual({
      version: 1,
      document: survey('满意吗？'),
      publishedAtMs: 1_000,
    });
    expect(await findScript(database, tenantId, 'survey', 3)).toBeNull();
    expect((await scriptPage(database, tenantId, 'survey')).versions).toEqual([
      { version: 2, publishedAtMs: 2_000 },
      { version: 1, publishedAtMs: 1_000 },
    ]);
  });

  it('makes no version of what the newest one already says', async () => {
    const tenantId = await database.newTenant();
    await publishScript(database, tenantId, sampleScript('insurance'), by(1_000));
    expect(await publishScript(database, tenantId, sampleScript('insurance'), by(2_000))).toEqual({
      version: 1,
      changed: false,
    });
  });

  it('gives back the very document that was published', async () => {
    const tenantId = await database.newTenant();
    const document = sampleScript('insurance');
    await publishScript(database, tenantId, document, by(1_000));
    expect((await findScript(database, tenantId, 'insurance'))?.document).toEqual(document);
  });

  it('refuses a broken script and changes nothing', async () => {
    const tenantId = await database.newTenant();
    await saveDraft(database, tenantId, survey('满意吗？', 'gone'), by(1_000));
    await expect(publishScript(database, tenantId, survey('满意吗？', 'gone'), by(2_000))).rejects.toMatchObject({
      code: 'script-invalid',
      message: expect.stringContaining("node 'ask': branch 'any' leads to 'gone', which does not exist") as string,
    });
    expect(await findScript(database, tenantId, 'survey')).toBeNull();
    expect((await findDraft(database, tenantId, 'survey'))?.savedAtMs).toBe(1_000);
  });

  it('gives each of several authors at once a version of their own', async () => {
    const tenantId = await database.newTenant();
    const texts = ['一？', '二？', '三？', '四？'];
    const published = await Promise.all(
      texts.map((text) => publishScript(database, tenantId, survey(text), by(1_000))),
    );
    expect(published.map(({ version }) => version).sort((left, right) => left - right)).toEqual([1, 2, 3, 4]);
  });

  it('keeps tenants apart', async () => {
    const [tenantId, other] = [await database.newTenant(), await database.newTenant()];
    await publishScript(database, tenantId, survey('满意吗？'), by(1_000));
    expect(await findScript(database, other, 'survey')).toBeNull();
    expect(await listScripts(database, other)).toEqual([]);
  });
});

describe('drafts', () => {
  it('are kept one a script, listed beside the published version, and gone when published', async () => {
    const tenantId = await database.newTenant();
    await publishScript(database, tenantId, sampleScript('event-invitation'), by(1_000));
    await saveDraft(database, tenantId, survey('一？'), by(1_000));
    const { revision } = await saveDraft(database, tenantId, survey('二？'), by(2_000));
    expect(await findDraft(database, tenantId, 'survey')).toEqual({
      document: survey('二？'),
      savedAtMs: 2_000,
      state: 'draft',
      note: null,
      revision,
    });
    expect(await listScripts(database, tenantId)).toEqual([
      { scriptId: 'event-invitation', name: '活动邀约', publishedVersion: 1, publishedAtMs: 1_000, draft: null },
      { scriptId: 'survey', name: '满意度', publishedVersion: null, publishedAtMs: null, draft: 'draft' },
    ]);
    await publishScript(database, tenantId, survey('二？'), by(3_000));
    expect(await findDraft(database, tenantId, 'survey')).toBeNull();
  });
});

describe('scriptShelf()', () => {
  it('gives the newest version and any other, the same object each time', async () => {
    const tenantId = await database.newTenant();
    const shelf = scriptShelf(database);
    expect(await shelf.published(tenantId, 'survey')).toBeNull();
    expect(await shelf.version(tenantId, 'survey', 1)).toBeNull();
    await publishScript(database, tenantId, survey('一？'), by(1_000));
    await publishScript(database, tenantId, survey('二？'), by(2_000));
    expect((await shelf.published(tenantId, 'survey'))?.version).toBe(2);
    const first = await shelf.version(tenantId, 'survey', 1);
    expect(first).toEqual(survey('一？'));
    expect(await shelf.version(tenantId, 'survey', 1)).toBe(first);
  });
});
