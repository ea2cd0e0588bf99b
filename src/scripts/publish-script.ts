import { isDeepStrictEqual } from 'node:util';
import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { CodedError } from '../foundation/errors.ts';
import { lintScript } from '../dialogue/index.ts';
import type { Database } from '../storage/index.ts';
import {
  deleteDraft,
  insertScript,
  lockScript,
  selectDraft,
  selectScripts,
  selectScript,
  selectVersions,
  upsertDraft,
  type ScriptRow,
  type StoredDraft,
  type PublishedScript,
} from './script-store.ts';

export interface Publication {
  /** The newest version afterwards. */
  readonly version: number;
  /** False where the newest version already says the same. */
  readonly changed: boolean;
}

/**
 * Makes a document the script's next version and ends its draft; versions before it stay as they were, and calls in the air
 * keep theirs. A script with errors is refused with `script-invalid`, every problem on a line of its own.
 */
export async function publishScript(
  database: Database,
  tenantId: TenantId,
  document: ScriptDocument,
  nowMs: number,
): Promise<Publication> {
  const errors = lintScript(document).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const text = errors.map(({ message }) => message).join('\n');
    throw new CodedError('script-invalid', text, { script: document.id, problems: errors.length });
  }
  return database.withTenant(tenantId, async (db) => {
    await lockScript(db, tenantId, document.id);
    const newest = await selectScript(db, document.id);
    await deleteDraft(db, document.id);
    if (newest !== null && sameDocument(newest.document, document)) return { version: newest.version, changed: false };
    const version = (newest?.version ?? 0) + 1;
    await insertScript(db, { version, document, publishedAtMs: nowMs });
    return { version, changed: true };
  });
}

/** The order of keys, which jsonb does not keep, and absent or undefined are no difference. */
function sameDocument(left: ScriptDocument, right: ScriptDocument): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(left)), JSON.parse(JSON.stringify(right)));
}

/** Keeps what an author is working on, broken or not. */
export function saveDraft(
  database: Database,
  tenantId: TenantId,
  document: ScriptDocument,
  nowMs: number,
): Promise<void> {
  return database.withTenant(tenantId, (db) => upsertDraft(db, { document, savedAtMs: nowMs }));
}

export function findDraft(database: Database, tenantId: TenantId, scriptId: string): Promise<StoredDraft | null> {
  return database.withTenant(tenantId, (db) => selectDraft(db, scriptId));
}

/** The newest published version, or the one asked for; null where there is none. */
export function findScript(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  version?: number,
): Promise<PublishedScript | null> {
  return database.withTenant(tenantId, (db) => selectScript(db, scriptId, version));
}

/** The library, by id. */
export function listScripts(database: Database, tenantId: TenantId): Promise<ScriptRow[]> {
  return database.withTenant(tenantId, selectScripts);
}

/** What was published of one script, newest first. */
export function scriptHistory(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
): Promise<{ readonly version: number; readonly publishedAtMs: number }[]> {
  return database.withTenant(tenantId, (db) => selectVersions(db, scriptId));
}
