import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { may, type Role } from '../../accounts/index.ts';
import { openApi, type Api, type ApiDoors, type SignedIn } from '../../api/index.ts';
import { fakeCti } from '../../api/testing/fake-cti.ts';
import { formatWav } from '../../audio/index.ts';
import { experimentStatusSchema } from '../../contract/experiment-status.ts';
import type { TenantId } from '../../contract/ids.ts';
import { scriptDocumentSchema, type ScriptDocument } from '../../contract/script-document.ts';
import { scriptPageSchema } from '../../contract/script-library.ts';
import { systemClock } from '../../foundation/clock.ts';
import { newUuid } from '../../foundation/ids.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { loadScriptFile } from '../../scripts/index.ts';
import { testDatabase, type TestDatabase } from '../../storage/testing/test-database.ts';
import type { World } from '../open-office.ts';
import { scriptDoors } from './script-doors.ts';

const script = (bye: string): ScriptDocument =>
  loadScriptFile(`id: survey
name: 满意度
purpose: service
patterns: { silence: { say: 喂？ }, noMatch: { say: 没听清。 } }
flows:
  main:
    kind: main
    start: ask
    nodes:
      ask: { kind: speak, say: 满意吗？, branches: [{ on: positive, to: bye }] }
      bye: { kind: end, say: ${bye} }
`).document!;

let database: TestDatabase;
let folder: string;
let api: Api;
let tenantId: TenantId;
/** Sessions are the names of roles. */
const session = async (token: string): Promise<SignedIn> => ({
  kind: 'user',
  tenantId,
  tenant: 't',
  user: `${token}-1`,
  role: token,
  may: (action) => may(token as Role, action),
});

beforeAll(async () => {
  [database, folder] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'waihu-scripts-'))]);
  const scripts = scriptDoors({ database, world: { clock: systemClock } as World }, folder);
  const speechEngines: ApiDoors['speechEngines'] = {
    table: () => Promise.reject(new Error('nobody asks for it here')),
    say: async (_, { text, voice }) => ({ wav: Buffer.from(`${voice.name ?? 'usual'}: ${text}`), spokenBy: 'test' }),
  };
  const doors = { session, scripts, speechEngines, cti: fakeCti() } as Partial<ApiDoors> as ApiDoors;
  api = await openApi({
    doors,
    host: '127.0.0.1',
    port: 0,
    consoleFolder: null,
    clock: systemClock,
    newId: newUuid,
    logger: silentLogger,
  });
});
afterAll(async () => {
  await api?.close();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  tenantId = await database.newTenant();
});

async function ask(as: Role, method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const isFile = body instanceof Uint8Array;
  const answer = await fetch(`${api.url}/api/v1/scripts${path}`, {
    method,
    headers: {
      cookie: `waihu_session=${as}`,
      origin: api.url,
      ...(body === undefined ? {} : { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isFile ? Buffer.from(body) : JSON.stringify(body) }),
  });
  const text = Buffer.from(await answer.arrayBuffer());
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, body: isJson ? JSON.parse(text.toString()) : text };
}

describe('/api/v1/scripts', () => {
  it('lets an author draft and hand in, and another decide; each refusal names role and right', async () => {
    const saved = await ask('script-author', 'PUT', '/survey/draft', script('再见。'));
    expect(saved).toEqual({
      status: 200,
      body: { scriptId: 'survey', state: 'draft', revision: expect.any(Number), faults: [] },
    });
    expect(await ask('admin', 'PUT', '/survey/draft?from=0', script('回见。'))).toMatchObject({
      status: 409,
      body: { code: 'draft-changed', detail: expect.stringContaining('was saved by script-author') },
    });
    expect(await ask('admin', 'PUT', '/survey/draft', script('回见。'))).toMatchObject({
      status: 409,
      body: { code: 'draft-changed', detail: expect.stringContaining('was saved by script-author') },
    });
    for (const [who, words] of [
      ['admin', '回见。'],
      ['script-author', '再见。'],
    ] as const)
      expect((await ask(who, 'PUT', '/survey/draft?overwrite=1', script(words))).status).toBe(200);
    expect(await ask('operator', 'POST', '/survey/draft/approve', {})).toMatchObject({
      status: 409,
      body: { detail: "the draft of 'survey' is draft: approve wants it in-review" },
    });
    expect((await ask('operator', 'PUT', '/survey/draft', script('再见。'))).status).toBe(403);
    expect((await ask('script-author', 'POST', '/survey/draft/review', {})).body).toMatchObject({
      draft: { state: 'in-review' },
    });
    expect(await ask('script-author', 'POST', '/survey/draft/approve', {})).toMatchObject({
      status: 403,
      body: { detail: "role 'script-author' may not scripts.publish" },
    });
    expect((await ask('operator', 'POST', '/survey/draft/approve', {})).body).toMatchObject({
      draft: { state: 'approved' },
    });
    const { body } = await ask('admin', 'POST', '/survey/draft/publish', {});
    expect(body).toMatchObject({ draft: null, versions: [{ version: 1 }] });
    expect(scriptPageSchema.parse(body).history.map(({ by, deed }) => `${by} ${deed}`)).toEqual([
      'admin-1 published',
      'operator-1 approved',
      'script-author-1 submitted',
      'script-author-1 saved',
      'admin-1 saved',
      'script-author-1 saved',
    ]);
    expect((await ask('agent', 'GET', '')).body).toMatchObject([
      { scriptId: 'survey', publishedVersion: 1, draft: null },
    ]);
  });

  it('keeps a broken draft and says where it is broken, and takes none in', async () => {
    const broken = structuredClone(script('再见。'));
    broken.flows['main']!.nodes['ask']!.branches[0]!.to = 'gone';
    const { body } = await ask('script-author', 'PUT', '/survey/draft', broken);
    expect(body).toMatchObject({
      faults: [
        {
          code: 'leads-nowhere',
          severity: 'error',
          node: 'ask',
          path: '$.flows.main.nodes.ask.branches[0].to',
        },
        { code: 'unreachable', node: 'bye' },
      ],
    });
    const refused = await ask('script-author', 'POST', '/survey/draft/review', {});
    expect(refused).toMatchObject({ status: 422, body: { code: 'script-invalid' } });
    expect((await ask('script-author', 'PUT', '/other/draft', broken)).status).toBe(400);
    expect((await ask('script-author', 'GET', '/nobody')).status).toBe(404);
  });

  it('tells what changed, rolls back with a reason, and keeps the draft', async () => {
    for (const bye of ['再见。', '回见。']) {
      await ask('admin', 'PUT', '/survey/draft', script(bye));
      for (const step of ['review', 'approve', 'publish']) await ask('admin', 'POST', `/survey/draft/${step}`, {});
    }
    const { body: diff } = await ask('auditor', 'GET', '/survey/diff?from=1&to=2');
    expect(diff).toMatchObject({
      from: '1',
      to: '2',
      changes: [{ kind: 'changed', part: 'utterance', place: 'main/bye say 1', after: { text: '回见。' } }],
    });
    expect((await ask('admin', 'POST', '/survey/rollback', { version: 1 })).status).toBe(400);
    const back = await ask('admin', 'POST', '/survey/rollback', { version: 1, reason: '投诉' });
    expect(back.body).toMatchObject({ versions: [{ version: 3 }, { version: 2 }, { version: 1 }] });
    expect((await ask('admin', 'GET', '/survey/documents/newest')).body).toEqual(script('再见。'));
  });

  it('gives a workbook and takes it back; a file that is none is refused by name', async () => {
    await ask('script-author', 'PUT', '/survey/draft', script('再见。'));
    const { body: bytes } = await ask('script-author', 'GET', '/survey/export?of=draft&format=xlsx');
    expect(String(bytes).slice(0, 2)).toBe('PK');
    const back = await ask('script-author', 'POST', '/import?file=a.xlsx', bytes);
    expect(back).toEqual({ status: 200, body: { scriptId: 'survey', faults: [] } });
    expect((await ask('script-author', 'GET', '/survey/documents/draft')).body).toEqual(script('再见。'));
    const refused = await ask('script-author', 'POST', '/import?file=a.xlsx', Buffer.from('no workbook'));
    expect(refused).toMatchObject({ status: 422, body: { code: 'script-file-unreadable' } });
  });

  it('publishes a draft only where it holds the cases that are kept with it, or with a note that says why not', async () => {
    const cases = (reason: string): object => ({
      text: `script: survey\ncases:\n  - name: 满意\n    says: [好的]\n    expect: { ends: ${reason} }\n`,
    });
    expect(await ask('script-author', 'PUT', '/survey/cases', { text: 'script: survey\ncases: []' })).toMatchObject({
      status: 422,
      body: { code: 'cases-invalid', detail: expect.stringContaining('cases.yaml:2: ') as string },
    });
    expect((await ask('agent', 'PUT', '/survey/cases', cases('finished'))).status).toBe(403);
    expect((await ask('script-author', 'PUT', '/survey/cases', cases('sold'))).status).toBe(200);
    await ask('admin', 'PUT', '/survey/draft', script('再见。'));
    for (const step of ['review', 'approve']) await ask('admin', 'POST', `/survey/draft/${step}`, {});
    expect(await ask('admin', 'POST', '/survey/draft/publish', {})).toMatchObject({
      status: 422,
      body: {
        code: 'cases-failed',
        detail: expect.stringContaining('ends: wanted "sold", got "finished"') as string,
      },
    });
    expect((await ask('admin', 'POST', '/survey/draft/publish', { force: true })).status).toBe(400);
    const forced = await ask('admin', 'POST', '/survey/draft/publish', { force: true, note: '客户要求' });
    expect(forced.body).toMatchObject({
      versions: [{ version: 1 }],
      history: [{ deed: 'published', note: '客户要求' }, {}, {}, {}],
    });
    await ask('admin', 'PUT', '/survey/cases', cases('finished'));
    await ask('admin', 'PUT', '/survey/draft', script('回见。'));
    for (const step of ['review', 'approve', 'publish']) await ask('admin', 'POST', `/survey/draft/${step}`, {});
    expect((await ask('admin', 'GET', '/survey')).body).toMatchObject({ versions: [{ version: 2 }, { version: 1 }] });
    tenantId = await database.newTenant();
    expect((await ask('admin', 'GET', '/survey/cases')).body).toBeNull();
  }, 180_000);

  it('lets an author hear a line of a script, in any voice', async () => {
    await ask('script-author', 'PUT', '/survey/draft', script('再见。'));
    const heard = (body: object) => ask('script-author', 'POST', '/survey/hear', { of: 'draft', ...body });
    expect(String((await heard({ node: 'ask' })).body)).toBe('usual: 满意吗？');
    expect(String((await heard({ node: 'main/bye', voice: 'deep' })).body)).toBe('deep: 再见。');
    expect(await heard({ node: 'gone' })).toMatchObject({ status: 422, body: { code: 'script-line-unknown' } });
    expect((await ask('agent', 'POST', '/survey/hear', { node: 'ask' })).status).toBe(403);
  });

  it('takes a recording of one wording: kept by what it holds, named in the draft, and refused where it is no wav', async () => {
    await ask('script-author', 'PUT', '/survey/draft', script('再见。'));
    const samples = Int16Array.from({ length: 8_000 }, (_, index) => index % 100);
    const wav = formatWav({ samples, sampleRateHz: 8_000, channels: 1 });
    const place = encodeURIComponent('main/bye say 1');
    const { status, body } = await ask('script-author', 'PUT', `/survey/draft/recording?place=${place}`, wav);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      faults: [{ code: 'recording-missing' }, { code: 'recording-missing' }, { code: 'recording-missing' }],
    });
    const [file] = await readdir(join(folder, 'scripts', tenantId, 'survey'));
    const { body: draft } = await ask('script-author', 'GET', '/survey/documents/draft');
    const bye = scriptDocumentSchema.parse(draft).flows['main']!.nodes['bye'];
    expect(bye).toMatchObject({ say: [{ text: '再见。', audio: join(folder, 'scripts', tenantId, 'survey', file!) }] });
    const text = await ask('script-author', 'PUT', `/survey/draft/recording?place=${place}`, Buffer.from('RIFF no'));
    expect(text).toMatchObject({ status: 422, body: { code: 'recording-unusable' } });
    const nowhere = await ask('script-author', 'PUT', '/survey/draft/recording?place=x', wav);
    expect(nowhere).toMatchObject({ status: 422, body: { code: 'script-line-unknown' } });
  });
});

describe('/api/v1/scripts/{id}/experiments', () => {
  const variants = { short: { say: [{ text: '满意吗？一句话。' }] } };
  const compared = (bye: string): ScriptDocument =>
    scriptDocumentSchema.parse({
      ...script(bye),
      experiments: {
        opening: { kind: 'words', node: 'ask', success: { tag: '满意' }, baseline: 20, minimumEffect: 5, variants },
      },
    });
  beforeEach(async () => {
    await ask('admin', 'PUT', '/survey/draft', compared('再见。'));
    for (const step of ['review', 'approve', 'publish']) await ask('admin', 'POST', `/survey/draft/${step}`, {});
  });

  it('tells how they stand, with the plan that was made before anybody was called', async () => {
    const { status, body } = await ask('agent', 'GET', '/survey/experiments');
    expect(status).toBe(200);
    expect(experimentStatusSchema.array().parse(body)).toMatchObject([
      {
        experiment: 'opening',
        state: 'running',
        complete: false,
        plan: { baseline: 0.2, minimumEffect: 0.05, alpha: 0.05, power: 0.8, people: 1_094 },
        variants: [
          { variant: 'control', people: 0, difference: null },
          { variant: 'short', people: 0, difference: { verdict: 'open' } },
        ],
      },
    ]);
  });

  it('ends one in the draft with the words of its winner, and keeps who did it', async () => {
    const { status, body } = await ask('script-author', 'POST', '/survey/experiments/opening/winner', {
      variant: 'short',
      note: '更短',
    });
    expect(status).toBe(200);
    expect(body).toEqual({ scriptId: 'survey', state: 'draft', revision: expect.any(Number), faults: [] });
    const { body: draft } = await ask('script-author', 'GET', '/survey/documents/draft');
    const { experiments, flows } = scriptDocumentSchema.parse(draft);
    expect(experiments).toEqual({});
    expect(flows['main']?.nodes['ask']).toMatchObject({ say: [{ text: '满意吗？一句话。' }] });
    expect((await ask('admin', 'GET', '/survey')).body).toMatchObject({
      history: [{ by: 'script-author-1', deed: 'winner-taken', note: 'opening: short: 更短' }, {}, {}, {}, {}],
    });
    expect((await ask('admin', 'GET', '/survey/documents/newest')).body).toEqual(compared('再见。'));
  });

  it('refuses what there is not, and who may not', async () => {
    const winner = (as: Role, name: string, variant: string): ReturnType<typeof ask> =>
      ask(as, 'POST', `/survey/experiments/${name}/winner`, { variant });
    expect(await winner('admin', 'opening', 'long')).toMatchObject({
      status: 404,
      body: { code: 'experiment-unknown', detail: expect.stringContaining('there are: control, short') },
    });
    expect((await winner('admin', 'closing', 'short')).status).toBe(404);
    expect((await winner('operator', 'opening', 'short')).status).toBe(403);
    expect((await winner('admin', 'opening', 'Not an id')).status).toBe(400);
  });

  it('shows another tenant nothing', async () => {
    tenantId = await database.newTenant();
    expect((await ask('admin', 'GET', '/survey/experiments')).status).toBe(404);
    const taken = await ask('admin', 'POST', '/survey/experiments/opening/winner', { variant: 'short' });
    expect(taken.status).toBe(404);
  });
});
