import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { may, type Role } from '../../accounts/index.ts';
import { openApi, type Api, type ApiDoors, type SignedIn } from '../../api/index.ts';
import { fakeCti } from '../../api/testing/fake-cti.ts';
import { finishedCall } from '../../call/testing/finished-call.ts';
import type { TenantId } from '../../contract/ids.ts';
import { systemClock } from '../../foundation/clock.ts';
import { newUuid } from '../../foundation/ids.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { keepRecord } from '../../records/index.ts';
import { publishScript } from '../../scripts/index.ts';
import { testDatabase, type TestDatabase } from '../../storage/testing/test-database.ts';
import { gatherWhenCallEnds } from '../../tuning/index.ts';
import { visitScript } from '../../tuning/testing/visit-script.ts';
import type { CommandResult } from '../commands/command.ts';
import { commands } from '../commands/registry.ts';
import type { Office, World } from '../open-office.ts';
import { scriptDoors } from './script-doors.ts';
import { tuningDoors } from './tuning-doors.ts';

let database: TestDatabase;
let api: Api;
let tenantId: TenantId;
let made = 0;
/** Sessions are the names of roles. */
const session = async (token: string): Promise<SignedIn> => ({
  kind: 'user',
  tenantId,
  tenant: 't',
  user: `${token}-1`,
  role: token,
  may: (action) => may(token as Role, action),
});
const world = { clock: systemClock } as World;

beforeAll(async () => {
  database = await testDatabase();
  const doors = {
    session,
    scripts: scriptDoors({ database, world }, '/nowhere'),
    tuning: tuningDoors({ database, world }),
    cti: fakeCti(),
  } as Partial<ApiDoors> as ApiDoors;
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
});
beforeEach(async () => {
  tenantId = await database.newTenant();
  await publishScript(database, tenantId, visitScript(), { by: 'author', atMs: 1 });
  for (const lines of [['灶台上的水开了', '有时间', '可以'], ['上门要收费吗'], ['不需要']]) await called(lines);
});

async function called(lines: readonly string[]): Promise<void> {
  made += 1;
  const callId = `n1-01890000-0000-7000-9000-${made.toString(16).padStart(12, '0')}`;
  await keepRecord(database, { ...(await finishedCall(visitScript(), callId, lines)), tenantId });
  await gatherWhenCallEnds.react({ factId: callId, kind: 'call-ended', tenantId, subjectId: callId }, database);
}

async function ask(as: Role, method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${api.url}/api/v1/scripts/visit${path}`, {
    method,
    headers: { cookie: `waihu_session=${as}`, origin: api.url, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, body: isJson ? ((await answer.json()) as unknown) : await answer.text() };
}

function run(name: keyof typeof commands, args: object): Promise<CommandResult> {
  const command = commands[name];
  if (command.needs !== 'office') throw new Error('an office is enough');
  const io = { say: () => undefined, progress: () => undefined, signal: new AbortController().signal };
  return command.run({ database, tenantId, world } as unknown as Office, { scriptId: 'visit', ...args }, io);
}

const cases = `script: visit
cases:
  - { name: 问收费, says: [灶台上的水开了], expect: { says: [没听清] } }
  - { name: 有时间, says: [有时间], expect: { at: day } }
`;
const toFee = { texts: ['灶台上的水开了'], to: { kind: 'knowledge', id: 'fee' } };

describe('/api/v1/scripts/{id}/misunderstood', () => {
  it('shows an author the groups, takes an assignment into the draft, and tells what that changes', async () => {
    expect((await ask('script-author', 'GET', '/misunderstood')).body).toMatchObject({
      sentences: 2,
      groups: [{ text: '上门要收费吗', count: 1 }, { text: '灶台上的水开了' }],
    });
    const assigned = await ask('script-author', 'POST', '/misunderstood/assign', toFee);
    expect(assigned).toMatchObject({
      status: 200,
      body: { draft: { state: 'draft' }, history: [{ by: 'script-author-1', deed: 'taught' }, {}] },
    });
    expect((await ask('script-author', 'GET', '/misunderstood')).body).toMatchObject({ sentences: 1 });
    const { body } = await ask('script-author', 'POST', '/draft/effects', { calls: 10 });
    expect(body).toMatchObject({
      cases: null,
      calls: { count: 3, changed: [{ steps: [{ input: '客户 灶台上的水开了' }] }] },
      collisions: [],
    });
    const { text, exitCode } = await run('script effects', { cases, calls: 0 });
    expect(exitCode).toBe(1);
    expect(text).toContain(
      "case '问收费' (line 3): went as it should, goes otherwise\n    机器人 您好，我是AI智能助手",
    );
    expect(text).toContain('\n    客户 灶台上的水开了\n    机器人 上门不收费。');
    expect(text).toContain('1 of 2 cases change\n0 of 0 past calls would go otherwise\n0 sentences');
  }, 240_000);

  it('ignores and takes back; each refusal names role and right', async () => {
    const texts = ['灶台上的水开了'];
    expect((await ask('script-author', 'POST', '/misunderstood/ignore', { texts })).body).toEqual({ changed: 1 });
    expect((await ask('auditor', 'GET', '/misunderstood')).body).toMatchObject({
      sentences: 1,
      ignored: [{ text: texts[0] }],
    });
    const back = await ask('script-author', 'POST', '/misunderstood/ignore', { texts, ignored: false });
    expect(back.body).toEqual({ changed: 1 });
    for (const [path, wish] of [
      ['/misunderstood/assign', toFee],
      ['/misunderstood/ignore', { texts }],
      ['/draft/effects', {}],
    ] as const)
      expect(await ask('read-only', 'POST', path, wish)).toMatchObject({
        status: 403,
        body: { detail: "role 'read-only' may not scripts.write" },
      });
  });

  it('refuses what cannot be, in words', async () => {
    const post = (body: object) => ask('admin', 'POST', '/misunderstood/assign', body);
    expect((await post({ texts: [], to: toFee.to })).status).toBe(400);
    expect(await post({ texts: ['好'], to: { kind: 'intent', id: 'nothing' } })).toMatchObject({
      status: 422,
      body: { code: 'meaning-unknown', detail: "script 'visit' has no intent 'nothing': a new one wants a name" },
    });
    expect(await post({ texts: ['好'], to: { kind: 'new-intent', id: 'busy', name: '忙' } })).toMatchObject({
      status: 409,
    });
    expect((await ask('admin', 'GET', '/misunderstood?why=bored')).status).toBe(400);
    expect((await ask('admin', 'POST', '/draft/effects', {})).status).toBe(404);
  });

  it('knows nothing of another tenant', async () => {
    tenantId = await database.newTenant();
    for (const [method, path, body] of [
      ['GET', '/misunderstood'],
      ['GET', '/report'],
      ['POST', '/misunderstood/assign', toFee],
      ['POST', '/misunderstood/ignore', { texts: ['好'] }],
    ] as const)
      expect((await ask('admin', method, path, body)).status).toBe(404);
  });
});

describe('the terminal', () => {
  it('assigns a whole group by its id, ignores sentences, and says what it wants', async () => {
    const { json } = await run('script misunderstood', { why: 'missed' });
    const [first] = (json as { groups: { id: string }[] }).groups;
    expect((await run('script assign', { group: first?.id, intent: 'parking', name: '停车' })).text).toContain(
      "the draft of 'visit' teaches 1 sentences as 'parking'",
    );
    expect((await run('script ignore', { texts: ['上门要收费吗'] })).text).toContain('1 sentences');
    expect((await run('script misunderstood', {})).text).toBe("nothing is open of script 'visit'");
    expect((await run('script ignore', { texts: ['上门要收费吗'], undo: true })).json).toMatchObject({ changed: 1 });
    await expect(run('script assign', { group: 'none', intent: 'busy' })).rejects.toThrow("no open group 'none'");
    await expect(run('script assign', { intent: 'busy' })).rejects.toThrow('which sentences?');
    await expect(run('script assign', { texts: ['好'] })).rejects.toThrow('as what?');
    expect((await run('script gather', {})).json).toEqual({ calls: 3 });
  }, 180_000);
});

describe('/api/v1/scripts/{id}/report', () => {
  it('is JSON, and a page that runs nothing', async () => {
    const { body } = await ask('supervisor', 'GET', '/report?leastVisits=1');
    expect(body).toMatchObject({ version: 1, calls: 3, nodes: [{ node: 'hello', lost: { count: 2, of: 3 } }] });
    const page = await ask('supervisor', 'GET', '/report.html?leastVisits=1');
    expect(page.body).toContain('<code>main/hello</code> 2');
    expect((await run('script report', { leastVisits: 1 })).text).toContain('main/hello: lost 2');
  });
});
