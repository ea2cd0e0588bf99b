import { randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import { tenantIdSchema, type TenantId } from '../../contract/ids.ts';
import { systemClock } from '../../foundation/clock.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { openPool } from '../connection.ts';
import { serve, type Database } from '../database.ts';
import { embeddedServer } from '../embedded/embedded-server.ts';
import { givenServer } from '../given-server.ts';
import { migrate } from '../migrate.ts';
import { prepareRoles } from '../prepare-roles.ts';
import { Presence } from '../presence.ts';
import type { Server } from '../server.ts';
import type { Tables } from '../tables.ts';
import { templateOf } from './global-setup.ts';

/** Serialises the test processes of one run while the first of them makes the template. */
const templateLock = 0x74657374;

export interface TestDatabase extends Database, AsyncDisposable {
  /** Makes a tenant and returns its id. */
  newTenant(name?: string): Promise<TenantId>;
  /** The same database through connections of its own, as another node has it; closed with this one. */
  another(): Database;
  /** The superuser, above row security: to plant and to look behind the curtain. */
  readonly admin: Kysely<Tables>;
}

async function serverFor(database: string): Promise<Server> {
  const { folder, databaseUrl } = inject('testCluster');
  if (databaseUrl === null)
    return embeddedServer({
      dataFolder: folder,
      clock: systemClock,
      logger: silentLogger,
      durability: 'throw-away',
      database,
    });
  const url = new URL(databaseUrl);
  url.pathname = `/${database}`;
  return givenServer({ databaseUrl: url.href, dataFolder: folder });
}

const templateOfThisRun = (): string => templateOf(inject('testCluster'));

/** Runs `work` as superuser of the cluster, one process at a time. */
async function alone<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client((await serverFor('postgres')).connection('admin'));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function makeTemplate(): Promise<void> {
  const server = await serverFor(templateOfThisRun());
  await server.ensureRunning();
  await alone(async (client) => {
    const ready = await client.query('select from pg_database where datname = $1 and datistemplate', [
      templateOfThisRun(),
    ]);
    if (ready.rowCount) return;
    await client.query(`drop database if exists ${templateOfThisRun()}`);
    await client.query(`create database ${templateOfThisRun()}`);
    await prepareRoles(server, inject('testCluster').databaseUrl === null);
    await migrate(server);
    await client.query(`alter database ${templateOfThisRun()} is_template true`);
  });
}

let templateMade: Promise<void> | undefined;

/** A database of its own with all tables and no rows, on a cluster that the test run shares. Dispose of it with `await using`. */
export async function testDatabase(): Promise<TestDatabase> {
  templateMade ??= makeTemplate();
  await templateMade;
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await alone((client) => client.query(`create database ${name} template ${templateOfThisRun()}`));
  const server = { ...(await serverFor(name)), lockName: name, stop: async () => undefined };
  const presence = new Presence({ server, clock: systemClock, logger: silentLogger });
  await presence.open();
  const database = serve(server, presence, 5);
  const closeDatabase = database.close.bind(database);
  const others: Database[] = [];
  const adminPool = openPool({ ...server.connection('admin'), max: 2 });
  const admin = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: adminPool }) });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closed ??= (async () => {
      await admin.destroy();
      for (const other of others) await other.close();
      await closeDatabase();
      await alone((client) => client.query(`drop database if exists ${name} with (force)`));
    })());
  return Object.assign(database, {
    admin,
    another() {
      const other = serve(server, presence, 5);
      others.push(other);
      return other;
    },
    async newTenant(tenantName?: string) {
      const id = tenantIdSchema.parse(randomUUID());
      await database.platform((db) =>
        sql`select create_tenant(${id}, ${tenantName ?? `t-${id.slice(0, 8)}`}, 'Test')`.execute(db),
      );
      return id;
    },
    close,
    [Symbol.asyncDispose]: close,
  });
}
