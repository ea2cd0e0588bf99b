import { sql } from 'kysely';
import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import {
  draftStateSchema,
  scriptDeedSchema,
  type DraftState,
  type ScriptDeed,
  type HistoryLine,
  type ScriptRow,
  type DraftStanding,
} from '../contract/script-library.ts';
import type { TenantId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';

/** What gives a draft another text. The line of the history that tells of the last is its revision. */
export const writingDeeds: readonly ScriptDeed[] = ['saved', 'imported', 'taught', 'winner-taken'];

/** What an author is working on. */
export interface StoredDraft extends DraftStanding {
  readonly document: ScriptDocument;
}

/** A published version. */
export interface PublishedScript {
  readonly version: number;
  readonly document: ScriptDocument;
  readonly publishedAtMs: number;
}

/** Who changes a script waits for whoever changes it before. */
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

/** The number of the newest version; null where nothing was published. */
export async function selectNewestVersion(db: TenantTransaction, scriptId: string): Promise<number | null> {
  const row = await db
    .selectFrom('script_versions')
    .select(({ fn }) => fn.max('version').as('version'))
    .where('script_id', '=', scriptId)
    .executeTakeFirst();
  return row?.version ?? null;
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

export async function upsertDraft(
  db: TenantTransaction,
  { document, savedAtMs, state, note }: Omit<StoredDraft, 'revision'>,
): Promise<void> {
  const values = {
    name: document.name,
    document: JSON.stringify(document),
    saved_at: new Date(savedAtMs),
    state,
    note,
  };
  await db
    .insertInto('script_drafts')
    .values({ script_id: document.id, ...values })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'script_id']).doUpdateSet(values))
    .execute();
}

export async function updateDraftState(
  db: TenantTransaction,
  scriptId: string,
  state: DraftState,
  note: string | null,
): Promise<void> {
  await db.updateTable('script_drafts').set({ state, note }).where('script_id', '=', scriptId).execute();
}

export async function selectDraft(db: TenantTransaction, scriptId: string): Promise<StoredDraft | null> {
  const row = await db
    .selectFrom('script_drafts')
    .selectAll()
    .select((outer) =>
      outer
        .selectFrom('script_history')
        .select(({ fn }) => fn.max('line').as('line'))
        .whereRef('script_history.script_id', '=', 'script_drafts.script_id')
        .where('deed', 'in', writingDeeds)
        .as('revision'),
    )
    .where('script_id', '=', scriptId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    revision: Number(row.revision),
    document: scriptDocumentSchema.parse(row.document),
    savedAtMs: row.saved_at.getTime(),
    state: draftStateSchema.parse(row.state),
    note: row.note,
  };
}

export async function deleteDraft(db: TenantTransaction, scriptId: string): Promise<void> {
  await db.deleteFrom('script_drafts').where('script_id', '=', scriptId).execute();
}

/** Gives the number of the line. */
export async function appendHistory(db: TenantTransaction, scriptId: string, line: HistoryLine): Promise<number> {
  const { atMs, by, deed, version, note } = line;
  const added = await db
    .insertInto('script_history')
    .values({ script_id: scriptId, at: new Date(atMs), done_by: by, deed, version, note })
    .returning('line')
    .executeTakeFirstOrThrow();
  return Number(added.line);
}

/** What was done to one script, newest first; all of it, or these deeds alone. */
export async function selectHistory(
  db: TenantTransaction,
  scriptId: string,
  limit: number,
  deeds: readonly ScriptDeed[] = scriptDeedSchema.options,
): Promise<readonly HistoryLine[]> {
  const rows = await db
    .selectFrom('script_history')
    .select(['at', 'done_by', 'deed', 'version', 'note'])
    .where('script_id', '=', scriptId)
    .where('deed', 'in', deeds)
    .orderBy('line', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ at, done_by: by, deed, version, note }) => ({
    atMs: at.getTime(),
    by,
    deed: scriptDeedSchema.parse(deed),
    version,
    note,
  }));
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

/** Every script with its newest version and how far its draft is, by id. */
export async function selectScripts(db: TenantTransaction): Promise<ScriptRow[]> {
  const published = await db
    .selectFrom('script_versions')
    .distinctOn('script_id')
    .select(['script_id', 'version', 'name', 'published_at'])
    .orderBy('script_id')
    .orderBy('version', 'desc')
    .execute();
  const drafts = await db.selectFrom('script_drafts').select(['script_id', 'name', 'state']).execute();
  const listed = new Map<string, ScriptRow>(
    published.map((row) => [
      row.script_id,
      {
        scriptId: row.script_id,
        name: row.name,
        publishedVersion: row.version,
        publishedAtMs: row.published_at.getTime(),
        draft: null,
      },
    ]),
  );
  for (const { script_id: scriptId, name, state } of drafts) {
    const known = listed.get(scriptId) ?? { scriptId, publishedVersion: null, publishedAtMs: null };
    listed.set(scriptId, { ...known, name, draft: draftStateSchema.parse(state) });
  }
  return [...listed.values()].sort((left, right) => (left.scriptId < right.scriptId ? -1 : 1));
}
