import { sql } from 'kysely';
import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import type { TenantTransaction } from '../storage/index.ts';

export interface PublishedScript {
  readonly version: number;
  readonly document: ScriptDocument;
}

/** A script as lists show it. */
export interface ScriptRow {
  readonly scriptId: string;
  readonly name: string;
  readonly publishedVersion: number;
  readonly publishedAtMs: number;
}

/** Who publishes a script waits for whoever publishes it before. */
export async function lockScript(db: TenantTransaction, tenantId: string, scriptId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`script ${tenantId} ${scriptId}`}, 0))`.execute(db);
}

/** The newest version, or the one asked for; null where there is none. */
export async function selectScript(
  db: TenantTransaction,
  scriptId: string,
  version?: number,
): Promise<PublishedScript | null> {
  let query = db.selectFrom('script_versions').select(['version', 'document']).where('script_id', '=', scriptId);
  if (version !== undefined) query = query.where('version', '=', version);
  const row = await query.orderBy('version', 'desc').limit(1).executeTakeFirst();
  return row ? { version: row.version, document: scriptDocumentSchema.parse(row.document) } : null;
}

export async function insertScript(
  db: TenantTransaction,
  version: number,
  document: ScriptDocument,
  atMs: number,
): Promise<void> {
  await db
    .insertInto('script_versions')
    .values({
      script_id: document.id,
      version,
      name: document.name,
      document: JSON.stringify(document),
      published_at: new Date(atMs),
    })
    .execute();
}

/** The newest version of every script, by id. */
export async function selectScripts(db: TenantTransaction): Promise<ScriptRow[]> {
  const rows = await db
    .selectFrom('script_versions')
    .select(['script_id', 'name', 'version', 'published_at'])
    .distinctOn('script_id')
    .orderBy('script_id')
    .orderBy('version', 'desc')
    .execute();
  return rows.map((row) => ({
    scriptId: row.script_id,
    name: row.name,
    publishedVersion: row.version,
    publishedAtMs: row.published_at.getTime(),
  }));
}
