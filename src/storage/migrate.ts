import { readdir, readFile } from 'node:fs/promises';
import { runMigrations } from 'graphile-worker';
import { Kysely, Migrator, PostgresDialect, sql, type Migration } from 'kysely';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { openPool, withoutValues } from './connection.ts';
import type { Server } from './server.ts';

const folder = new URL('./migrations/', import.meta.url);

/** The numbered `.sql` files, by name without its ending. They are never edited once landed. */
export async function readMigrations(): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  const migrations: Record<string, Migration> = {};
  for (const name of names) {
    const text = await readFile(new URL(name, folder), 'utf8');
    migrations[name.slice(0, -'.sql'.length)] = { up: async (db) => void (await sql.raw(text).execute(db)) };
  }
  return migrations;
}

/** Brings the database to the newest shape, as its owner, in one transaction; tables of the job engine included. */
export async function migrate(server: Server): Promise<void> {
  const pool = openPool({ ...server.connection('owner'), max: 2 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: readMigrations },
      migrationTableName: 'waihu_migrations',
      migrationLockTableName: 'waihu_migrations_lock',
      // Rooms number their files in ranges of their own, so a lower number may come after a higher one.
      allowUnorderedMigrations: true,
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error) {
      const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
      throw new CodedError(
        'database-migration-failed',
        `the migration ${failed ?? 'run'} of ${server.title} failed: ${messageOf(withoutValues(error))}`,
        { migration: failed },
        error,
      );
    }
    await runMigrations({ pgPool: pool, schema: jobSchema });
  } finally {
    await db.destroy();
  }
}

/** Where graphile-worker keeps its own tables, which `waihu_app` cannot touch. */
export const jobSchema = 'waihu_jobs';
