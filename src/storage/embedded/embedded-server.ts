import pg, { type ClientConfig } from 'pg';
import { delay, type Clock } from '../../foundation/clock.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { connectionSettings, meansAway } from '../connection.ts';
import { databaseName, roleNames, schemaName, type ConnectAs, type Server } from '../server.ts';
import { prepareClusterPlace, type ClusterPlace } from './cluster-place.ts';
import { prepareEngine } from './engine.ts';
import type { Durability } from './postgres-settings.ts';
import { adminRole, prepareCluster, startPostmaster, stopPostmaster, type StartedPostmaster } from './postmaster.ts';

/** Recovery after a kill may replay what max_wal_size holds. */
const longestStartMs = 60_000;
/** What a killed postmaster leaves behind is gone by then. */
const longestDyingMs = 15_000;

export interface EmbeddedOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly durability?: Durability;
  /** Another database of the cluster than the product's: tests have one each. */
  readonly database?: string;
}

function connectionTo(place: ClusterPlace, as: ConnectAs, database: string): ClientConfig {
  return {
    host: place.socketFolder,
    port: 5432,
    database,
    user: as === 'admin' ? adminRole : roleNames[as],
    ...connectionSettings({ search_path: `${schemaName},pg_temp` }),
  };
}

/** Undefined when the server takes connections, else why not. */
async function tryConnection(place: ClusterPlace): Promise<unknown> {
  const client = new pg.Client(connectionTo(place, 'admin', 'postgres'));
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Starts or adopts a postmaster and resolves when it takes connections; rejects when it ended or takes too long. */
async function startAndWait(place: ClusterPlace, clock: Clock, start: () => Promise<StartedPostmaster>): Promise<void> {
  let started = await start();
  const beganAtMs = clock.monotonicMs();
  for (;;) {
    const refusal = await tryConnection(place);
    if (refusal === undefined) return;
    const ended = await started.ended();
    const tookMs = clock.monotonicMs() - beganAtMs;
    const again = ended !== undefined && tookMs < longestDyingMs && (await started.mayTryAgain());
    if (!again && (ended !== undefined || tookMs > longestStartMs || !meansAway(refusal)))
      throw new CodedError(
        'database-start-failed',
        `PostgreSQL did not start in ${place.base}: ${ended ?? messageOf(refusal)}; its log is ${place.log}`,
        { folder: place.base },
        refusal,
      );
    await delay(clock, 15);
    if (again) started = await start();
  }
}

/** Our own PostgreSQL, on a Unix socket in the data folder. Its postmaster outlives a killed program and is then adopted. */
export async function embeddedServer(options: EmbeddedOptions): Promise<Server> {
  const { clock, durability = 'durable', database = databaseName } = options;
  const place = await prepareClusterPlace(options.dataFolder);
  const engine = await prepareEngine(place);
  await prepareCluster(engine, place, durability);
  return {
    lockName: 'embedded',
    title: place.base,
    connection: (as) => connectionTo(place, as, database),
    async ensureRunning() {
      await startAndWait(place, clock, () => startPostmaster(engine, place, durability));
    },
    async ensureDatabase() {
      const client = new pg.Client(connectionTo(place, 'admin', 'postgres'));
      await client.connect();
      try {
        const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
        if (!rowCount) await client.query(`create database "${database}"`);
      } catch (error) {
        // 42P04, 23505: another program made it meanwhile.
        if (!(error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505'))) throw error;
      } finally {
        await client.end();
      }
    },
    stop: () => stopPostmaster(place, clock),
  };
}
