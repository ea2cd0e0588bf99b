import { isDeepStrictEqual } from 'node:util';
import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { CodedError } from '../foundation/errors.ts';
import { lintScript } from '../dialogue/index.ts';
import type { Database } from '../storage/index.ts';
import {
  insertScript,
  lockScript,
  selectScript,
  selectScripts,
  type PublishedScript,
  type ScriptRow,
} from './script-store.ts';

/**
 * Publishes a script as its next version: new calls take it, calls in the air keep theirs. Publishing what is published
 * already changes nothing. Throws `script-invalid` for a script that the lint calls broken.
 */
export async function publishScript(
  database: Database,
  tenantId: TenantId,
  document: ScriptDocument,
  nowMs: number,
): Promise<{ readonly version: number; readonly changed: boolean }> {
  const errors = lintScript(document).filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new CodedError('script-invalid', errors.map(({ message }) => message).join('\n'), { scriptId: document.id });
  return database.withTenant(tenantId, async (db) => {
    await lockScript(db, tenantId, document.id);
    const before = await selectScript(db, document.id);
    if (before && isDeepStrictEqual(before.document, document)) return { version: before.version, changed: false };
    const version = (before?.version ?? 0) + 1;
    await insertScript(db, version, document, nowMs);
    return { version, changed: true };
  });
}

/** A script's version, the newest where none is named; null where there is none. */
export function findScript(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  version?: number,
): Promise<PublishedScript | null> {
  return database.withTenant(tenantId, (db) => selectScript(db, scriptId, version));
}

export function listScripts(database: Database, tenantId: TenantId): Promise<ScriptRow[]> {
  return database.withTenant(tenantId, selectScripts);
}
