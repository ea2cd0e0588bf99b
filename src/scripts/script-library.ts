import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import type { ScriptPage, ScriptRow } from '../contract/script-library.ts';
import { CodedError } from '../foundation/errors.ts';
import type { Database } from '../storage/index.ts';
import {
  selectDraft,
  selectHistory,
  selectNewestVersion,
  selectScript,
  selectScripts,
  selectVersions,
  type PublishedScript,
} from './script-store.ts';

/** Lines of history that are shown. */
const mostHistory = 500;

/** The newest published version, or the one asked for; null where there is none. */
export function findScript(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  version?: number,
): Promise<PublishedScript | null> {
  return database.withTenant(tenantId, (db) => selectScript(db, scriptId, version));
}

/** The number of the newest published version; null where there is none. */
export function newestVersion(database: Database, tenantId: TenantId, scriptId: string): Promise<number | null> {
  return database.withTenant(tenantId, (db) => selectNewestVersion(db, scriptId));
}

/** The library, by id. */
export function listScripts(database: Database, tenantId: TenantId): Promise<ScriptRow[]> {
  return database.withTenant(tenantId, selectScripts);
}

/** Everything that is known of one script. Throws `script-not-found` where nothing is. */
export async function scriptPage(database: Database, tenantId: TenantId, scriptId: string): Promise<ScriptPage> {
  return database.withTenant(tenantId, async (db) => {
    const versions = await selectVersions(db, scriptId);
    const draft = await selectDraft(db, scriptId);
    if (versions.length === 0 && draft === null) throw noScript(scriptId);
    const standing = draft && {
      savedAtMs: draft.savedAtMs,
      state: draft.state,
      note: draft.note,
      revision: draft.revision,
    };
    return { scriptId, versions, draft: standing, history: [...(await selectHistory(db, scriptId, mostHistory))] };
  });
}

/** What `draft`, `newest` or a version says. Throws `script-not-found`. */
export async function documentOf(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  which: 'draft' | 'newest' | number,
): Promise<ScriptDocument> {
  return database.withTenant(tenantId, async (db) => {
    const found =
      which === 'draft'
        ? await selectDraft(db, scriptId)
        : await selectScript(db, scriptId, which === 'newest' ? undefined : which);
    if (found !== null) return found.document;
    throw which === 'newest'
      ? noScript(scriptId)
      : new CodedError(
          'script-not-found',
          which === 'draft'
            ? `nobody is working on a draft of '${scriptId}'`
            : `script '${scriptId}' has no version ${which}`,
          { scriptId },
        );
  });
}

function noScript(scriptId: string): CodedError {
  return new CodedError('script-not-found', `there is no script '${scriptId}'`, { scriptId });
}
