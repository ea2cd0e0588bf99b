import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJournal } from '../../call/index.ts';
import { holdLiveDialogue } from '../../call/testing/live-dialogue.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import { systemClock } from '../../foundation/clock.ts';
import { seededRandom } from '../../foundation/random.ts';
import { keepRecord } from '../../records/index.ts';
import { callRecordOf } from '../../records/testing/call-record.ts';
import { loadScriptFile } from '../../scripts/index.ts';
import { testDatabase, type TestDatabase } from '../../storage/testing/test-database.ts';
import type { Office } from '../open-office.ts';
import { rehearseScriptFile, scriptFileNamed } from '../rehearse-script.ts';
import type { CommandResult } from './command.ts';
import { commands } from './registry.ts';

const script = (says: string): string => `id: visit
name: 回访
purpose: service
flows:
  main:
    kind: main
    start: hello
    nodes:
      hello:
        kind: speak
        say: 您好，我是AI智能助手，请问您有时间吗？
        branches:
          - { on: positive, to: thanks }
          - { on: negative, to: sorry }
          - { on: unrecognised, to: sorry }
          - { on: silence, to: sorry }
      thanks: { kind: end, reason: content, say: ${says} }
      sorry: { kind: end, reason: not-content, say: 不好意思，再见。 }
patterns:
  silence: { max: 0, say: 再见。, goTo: sorry }
  noMatch: { max: 0, say: 再见。, goTo: sorry }
`;
const cases = (ends: string): { text: string; file: string } => ({
  file: 'visit.cases.yaml',
  text: `script: visit\ncases:\n  - { name: 有时间, says: [可以的], expect: { ends: ${ends} } }\n`,
});

let database: TestDatabase;
let tenantId: TenantId;
let folder: string;
beforeAll(async () => {
  [database, folder] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'waihu-rehearsal-'))]);
  tenantId = await database.newTenant();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const io = { say: () => undefined, progress: () => undefined, signal: new AbortController().signal };
async function run(name: 'script publish' | 'script replay', args: unknown): Promise<CommandResult> {
  const office = { database, tenantId, world: { clock: systemClock } } as unknown as Office;
  const command = commands[name];
  if (command.needs !== 'office') throw new Error('an office is enough');
  return command.run(office, args, io);
}
const publish = (text: string, more: object = {}): Promise<CommandResult> =>
  run('script publish', { text, file: 'visit.yaml', folder, ...more });

describe('script publish', () => {
  it('refuses a script whose cases go otherwise, with what differed, unless a note says why', async () => {
    const refused = publish(script('谢谢，再见。'), { cases: cases('not-content') });
    await expect(refused).rejects.toMatchObject({
      code: 'cases-failed',
      message: expect.stringMatching(
        /^visit\.cases\.yaml:3: case '有时间'\n {2}ends: wanted "not-content", got "content"/u,
      ),
    });
    const forced = await publish(script('谢谢，再见。'), { cases: cases('not-content'), force: '先上线' });
    expect(forced.json).toMatchObject({ scriptId: 'visit', version: 1, forced: '先上线' });
  });

  it('publishes one whose cases go as they should', async () => {
    expect((await publish(script('多谢您，再见。'), { cases: cases('content') })).json).toMatchObject({ version: 2 });
  });
});

describe('script replay', () => {
  const callIds: CallId[] = [];
  const replay = (args: object): Promise<CommandResult> => run('script replay', args);

  beforeAll(async () => {
    const { document } = loadScriptFile(script('谢谢，再见。'));
    const { journal } = await openJournal(folder, systemClock);
    for (const [index, text] of ['好的，可以', '不是'].entries()) {
      const record = callRecordOf(tenantId, { startedAtMs: 1_000 + index });
      callIds.push(record.callId);
      const customer = { turn: () => ({ kind: 'says', text }) as const };
      const functionAnswers = { ok: false, reason: 'none' } as const;
      const call = { callId: record.callId, customer, random: seededRandom(index), journal, functionAnswers };
      await holdLiveDialogue(document!, call);
    }
    journal.close();
    const { leftovers } = await openJournal(folder, systemClock);
    for (const { callId, dialogue } of leftovers)
      await keepRecord(database, callRecordOf(tenantId, { callId, dialogue: dialogue! }));
  });

  it('finds no difference with the version that the calls were held with', async () => {
    const { json, text, exitCode } = await replay({ scriptId: 'visit', version: 1 });
    expect(json).toEqual({ script: 'visit', calls: 2, same: 2, changed: [] });
    expect(text).toBe('2 calls replayed: 2 the same, 0 otherwise');
    expect(exitCode).toBe(0);
  });

  it('shows what another version says in the one call that came there', async () => {
    const { json, text, exitCode } = await replay({ scriptId: 'visit' });
    expect(json).toMatchObject({ calls: 2, same: 1, changed: [{ callId: callIds[0], version: 1, partAt: null }] });
    expect(text).toContain('客户 好的，可以\n    - 机器人 谢谢，再见。\n    + 机器人 多谢您，再见。');
    expect(exitCode).toBe(1);
  });

  it('takes a file that is not published, and calls by their ids', async () => {
    const file = { text: script('再会。'), file: 'visit.yaml', folder };
    expect((await replay({ file, calls: [callIds[1]] })).json).toMatchObject({ calls: 1, same: 1 });
    expect((await replay({ file, calls: [callIds[0]] })).json).toMatchObject({ calls: 1, same: 0 });
    expect((await replay({ file, heldWith: 2 })).json).toMatchObject({ calls: 0 });
  });

  it('says which script or version there is not', async () => {
    await expect(replay({})).rejects.toMatchObject({ code: 'bad-request' });
    await expect(replay({ scriptId: 'visit', version: 9 })).rejects.toMatchObject({
      message: "no script 'visit' version 9 is published: waihu script list",
    });
  });
});

describe('script rehearse', () => {
  it('rehearses a shipped sample by its id, and writes its page', async () => {
    const samples = fileURLToPath(new URL('../../../examples/scripts', import.meta.url));
    const report = join(folder, 'page.html');
    let last = 0;
    const flags = { conversations: 40, seed: 1, report };
    const { json, text, exitCode } = await rehearseScriptFile(
      scriptFileNamed('event-invitation', samples),
      flags,
      (done) => {
        last = done;
      },
    );
    expect(json).toMatchObject({ script: 'event-invitation', conversations: 40, report });
    expect(json).not.toHaveProperty('examples');
    expect(text).toContain('40 conversations');
    expect(exitCode).toBe(0);
    expect(last).toBe(40);
    expect(await readFile(report, 'utf8')).toContain('节点覆盖');
  });
});
