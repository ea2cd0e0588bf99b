import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { tenantIdSchema } from '../contract/ids.ts';
import { systemClock } from '../foundation/clock.ts';
import type { CodedError } from '../foundation/errors.ts';
import { silentLogger } from '../foundation/logger.ts';
import { openDatabase, type Database } from './database.ts';
import { prepareClusterPlace } from './embedded/cluster-place.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

const embedded = inject('testCluster').databaseUrl === null;

/** Runs where a server is at hand whose users need no password: our own. */
describe.runIf(embedded)('a database that is given', () => {
  let cluster: TestDatabase;
  let host: string;
  beforeAll(async () => {
    cluster = await testDatabase();
    host = encodeURIComponent((await prepareClusterPlace(inject('testCluster').folder)).socketFolder);
  });
  afterAll(() => cluster.close());

  const urlOf = (database: string, user: string): string => `postgresql://${user}@${host}/${database}`;

  const open = (database: string, user: string, dataFolder: string): Promise<Database> =>
    openDatabase({
      databaseUrl: urlOf(database, user),
      dataFolder,
      clock: systemClock,
      logger: silentLogger,
      poolSize: 2,
    });

  async function newDatabase(): Promise<string> {
    const name = `given_${randomUUID().replaceAll('-', '')}`;
    await sql.raw(`create database ${name}`).execute(cluster.admin);
    return name;
  }

  const drop = (name: string): Promise<unknown> => sql.raw(`drop database ${name} with (force)`).execute(cluster.admin);

  test('is prepared, keeps tenants apart and is shared by nodes, but not by two programs on one data folder', async () => {
    const name = await newDatabase();
    const one = await open(name, 'waihu_admin', '/data/one');
    const two = await open(name, 'waihu_admin', '/data/two');
    await expect(open(name, 'waihu_admin', '/data/one')).rejects.toMatchObject({
      code: 'data-folder-in-use',
      facts: { pid: process.pid },
    });
    const [mine, theirs] = [tenantIdSchema.parse(randomUUID()), tenantIdSchema.parse(randomUUID())];
    for (const tenant of [mine, theirs])
      await one.withTenant(tenant, (db) => db.insertInto('settings').values({ name: tenant, value: '{}' }).execute());
    const seen = await two.withTenant(mine, (db) => db.selectFrom('settings').select('name').execute());
    expect(seen).toEqual([{ name: mine }]);
    const { rows } = await two.platform((db) =>
      sql`select current_user as role from settings right join (select) on true`.execute(db),
    );
    expect(rows).toEqual([{ role: 'waihu_app' }]);
    await one.close();
    await two.close();
    await drop(name);
  });

  test('whose user may not make roles is refused with what its administrator has to run, and works after that', async () => {
    const name = await newDatabase();
    const user = `plain_${name.slice(-8)}`;
    await sql.raw(`create role ${user} login`).execute(cluster.admin);
    const refusal: unknown = await open(name, user, '/data/three').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'database-roles', facts: { user, database: name } });
    const remedy = (refusal as CodedError).message.split('to run there: ')[1]!;
    const administrator = new pg.Client(urlOf(name, 'waihu_admin'));
    await administrator.connect();
    await administrator.query(remedy);
    await administrator.end();
    const database = await open(name, user, '/data/three');
    expect(await database.platform(async () => 'served')).toBe('served');
    await database.close();
    await drop(name);
    await sql.raw(`drop role ${user}`).execute(cluster.admin);
  });

  test('that cannot be reached is named without its password', async () => {
    const refusal: unknown = await open('no_such_database', 'waihu_admin:secret', '/data/five').catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'database-unreachable' });
    expect((refusal as CodedError).message).toContain('no_such_database');
    expect((refusal as CodedError).message).not.toContain('secret');
  });
});

test.each(['', 'mysql://localhost/x', 'localhost', 'postgresql://localhost', 'postgresql://localhost/'])(
  'the address %j is refused in words',
  async (databaseUrl) => {
    const opened = openDatabase({
      databaseUrl: databaseUrl || ' ',
      dataFolder: '/data',
      clock: systemClock,
      logger: silentLogger,
    });
    await expect(opened).rejects.toMatchObject({
      code: 'database-url-invalid',
      message: expect.stringContaining('postgresql://user:password@host:5432/database'),
    });
  },
);
