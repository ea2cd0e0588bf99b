import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { systemClock } from '../../foundation/clock.ts';
import { prepareClusterPlace } from '../embedded/cluster-place.ts';
import { isAlive, stopPostmaster } from '../embedded/postmaster.ts';

/** Where the databases of one test run are. */
export interface TestCluster {
  readonly runId: string;
  /** Folder of the embedded cluster, started by the first test that asks for a database. */
  readonly folder: string;
  /** A server to use instead; its user must be a superuser. */
  readonly databaseUrl: string | null;
}

declare module 'vitest' {
  interface ProvidedContext {
    testCluster: TestCluster;
    testDatabaseUrl: string | null;
  }
}

const prefix = 'waihu-test-';

/** Name of the database that the run's databases are copied from. */
export const templateOf = ({ runId }: TestCluster): string => `waihu_template_${runId}`;

async function dropTemplate(databaseUrl: string, name: string): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (!rowCount) return;
    await client.query(`alter database ${name} is_template false`);
    await client.query(`drop database ${name}`);
  } finally {
    await client.end();
  }
}

async function removeCluster(folder: string): Promise<void> {
  await stopPostmaster(await prepareClusterPlace(folder), systemClock);
  await rm(folder, { recursive: true, force: true });
}

/** Clusters of runs that were killed: the run's pid stands in the folder's name. */
async function removeAbandonedClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    if (await isAlive(Number(name.slice(prefix.length).split('-')[0]))) continue;
    // One of another user stays for that user to remove.
    await removeCluster(join(tmpdir(), name)).catch(() => undefined);
  }
}

/** Gives the run a folder for its cluster, and stops and removes the cluster at the end, if one was started. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandonedClusters();
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  // Root's PostgreSQL runs under another account, which must get through.
  await chmod(folder, 0o711);
  const runId = randomBytes(4).toString('hex');
  const databaseUrl = project.getProvidedContext().testDatabaseUrl;
  const cluster: TestCluster = { runId, folder, databaseUrl };
  project.provide('testCluster', cluster);
  return async () => {
    if (databaseUrl !== null) await dropTemplate(databaseUrl, templateOf(cluster));
    await removeCluster(folder);
  };
}
