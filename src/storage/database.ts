import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import type { TenantId } from '../contract/ids.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';
import { databaseAway, meansAway, openPool, withoutValues } from './connection.ts';
import { embeddedServer } from './embedded/embedded-server.ts';
import { givenServer } from './given-server.ts';
import { migrate } from './migrate.ts';
import { rememberOwner } from './owner-access.ts';
import { prepareRoles } from './prepare-roles.ts';
import { Presence } from './presence.ts';
import type { Server } from './server.ts';
import type { Tables, TenantTransaction } from './tables.ts';

/** The database as the business half sees it. Every failure to reach it is a `CodedError` with code `database-away`. */
export interface Database {
  /**
   * Runs `work` in a transaction that sees the rows of one tenant and writes rows of that tenant alone: the only way to
   * them. Commits when `work` resolves, rolls back when it rejects.
   */
  withTenant<T>(tenantId: TenantId, work: (db: TenantTransaction) => Promise<T>): Promise<T>;
  /** A transaction without a tenant: no tenant's rows, only what `security definer` functions give. */
  platform<T>(work: (db: Transaction<Tables>) => Promise<T>): Promise<T>;
  /**
   * Calls `onNotify` for each NOTIFY on `channel`, and with '' after the database was away, when some may have been
   * missed. The returned function ends it.
   */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  /** False while the database cannot be reached; calls then fail at once. It comes back by itself. */
  available(): boolean;
  /** Ends all connections, and the embedded PostgreSQL. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** A PostgreSQL of one's own; without it one is started in the data folder. */
  readonly databaseUrl?: string;
  /** The folder of this program's data, as an absolute path; two programs cannot share it. */
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Connections for the application. */
  readonly poolSize?: number;
}

const statementTimeoutMs = 30_000;
const idleInTransactionTimeoutMs = 60_000;
const connectTimeoutMs = 10_000;

/**
 * Opens the database: starts the embedded PostgreSQL or reaches the given one, makes sure that nobody else works on this
 * data folder (`data-folder-in-use`), prepares roles and brings the tables up to date.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const server = options.databaseUrl
    ? givenServer({ databaseUrl: options.databaseUrl, dataFolder: options.dataFolder })
    : await embeddedServer(options);
  await server.ensureRunning();
  await server.ensureDatabase();
  await prepareRoles(server, options.databaseUrl === undefined);
  const presence = new Presence({ server, clock: options.clock, logger: options.logger });
  await presence.open();
  try {
    await migrate(server);
  } catch (error) {
    await presence.close();
    throw error;
  }
  return serve(server, presence, options.poolSize ?? 10);
}

/** The database over a server whose tables are up to date. */
export function serve(server: Server, presence: Presence, poolSize: number): Database {
  const pool = openPool({
    ...server.connection('app'),
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
  });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });

  async function transact<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
    if (!presence.present) throw databaseAway(server.title);
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      throw meansAway(error) ? databaseAway(server.title, error) : withoutValues(error);
    }
  }

  const database: Database = {
    withTenant: (tenantId, work) =>
      transact(async (trx) => {
        await sql`select set_config('app.tenant', ${tenantId}, true)`.execute(trx);
        return work(trx);
      }),
    platform: transact,
    listen: (channel, onNotify) => presence.listen(channel, onNotify),
    available: () => presence.present,
    async close() {
      await db.destroy();
      await presence.close();
      await server.stop();
    },
  };
  rememberOwner(database, server);
  return database;
}
