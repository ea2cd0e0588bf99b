import { sql } from 'kysely';
import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import type { TenantId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';

/** A published version. */
export interface PublishedScript {
  readonly version: number;
  readonly document: ScriptDocument;
  readonly publishedAtMs: number;
}

export interface StoredDraft {
  readonly document: ScriptDocument;
  readonly savedAtMs: number;
}

/** One line of the library. */
export interface ScriptRow {
  readonly scriptId: string;
  /** Of the draft, where there is one. */
  readonly name: string;
  /** The newest published version; null where there is only a draft. */
  readonly publishedVersion: number | null;
  readonly publishedAtMs: number | null;
  readonly hasDraft: boolean;
}

/** Who publishes a script waits for whoever publishes it before. */
export async function lockScript(db: TenantTransaction, tenantId: TenantId, scriptId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`script ${tenantId} ${scriptId}`}, 0))`.execute(db);
}

/** The newest version, or the one asked for; null where there is none. */
export async function selectScript(
  db: TenantTransaction,
  scriptId: string,
  version?: number,
): Promise<PublishedScript | null> {
  let query = db.selectFrom('script_versions').selectAll().where('script_id', '=', scriptId);
  if (version !== undefined) query = query.where('version', '=', version);
  const row = await query.orderBy('version', 'desc').limit(1).executeTakeFirst();
  if (!row) return null;
  const document = scriptDocumentSchema.parse(row.document);
  return { version: row.version, document, publishedAtMs: row.published_at.getTime() };
}

export async function insertScript(db: TenantTransaction, script: PublishedScript): Promise<void> {
  const { version, document, publishedAtMs } = script;
  await db
    .insertInto('script_versions')
    .values({
      script_id: document.id,
      version,
      name: document.name,
      document: JSON.stringify(document),
      published_at: new Date(publishedAtMs),
    })
    .execute();
}

export async function upsertDraft(db: TenantTransaction, { document, savedAtMs }: StoredDraft): Promise<void> {
  const values = { name: document.name, document: JSON.stringify(document), saved_at: new Date(savedAtMs) };
  await db
    .insertInto('script_drafts')
    .values({ script_id: document.id, ...values })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'script_id']).doUpdateSet(values))
    .execute();
}

export async function selectDraft(db: TenantTransaction, scriptId: string): Promise<StoredDraft | null> {
  const row = await db.selectFrom('script_drafts').selectAll().where('script_id', '=', scriptId).executeTakeFirst();
  return row ? { document: scriptDocumentSchema.parse(row.document), savedAtMs: row.saved_at.getTime() } : null;
}

export async function deleteDraft(db: TenantTransaction, scriptId: string): Promise<void> {
  await db.deleteFrom('script_drafts').where('script_id', '=', scriptId).execute();
}

/** The versions of one script, newest first. */
export async function selectVersions(
  db: TenantTransaction,
  scriptId: string,
): Promise<{ readonly version: number; readonly publishedAtMs: number }[]> {
  const rows = await db
    .selectFrom('script_versions')
    .select(['version', 'published_at'])
    .where('script_id', '=', scriptId)
    .orderBy('version', 'desc')
    .execute();
  return rows.map((row) => ({ version: row.version, publishedAtMs: row.published_at.getTime() }));
}

/** Every script with its newest version and whether a draft is being worked on, by id. */
export async function selectScripts(db: TenantTransaction): Promise<ScriptRow[]> {
  const published = await db
    .selectFrom('script_versions')
    .distinctOn('script_id')
    .select(['script_id', 'version', 'name', 'published_at'])
    .orderBy('script_id')
    .orderBy('version', 'desc')
    .execute();
  const drafts = await db.selectFrom('script_drafts').select(['script_id', 'name']).execute();
  const listed = new Map<string, ScriptRow>(
    published.map((row) => [
      row.script_id,
      {
        scriptId: row.script_id,
        name: row.name,
        publishedVersion: row.version,
        publishedAtMs: row.published_at.getTime(),
        hasDraft: false,
      },
    ]),
  );
  for (const { script_id: scriptId, name } of drafts) {
    const known = listed.get(scriptId) ?? { scriptId, publishedVersion: null, publishedAtMs: null };
    listed.set(scriptId, { ...known, name, hasDraft: true });
  }
  return [...listed.values()].sort((left, right) => (left.scriptId < right.scriptId ? -1 : 1));
}
