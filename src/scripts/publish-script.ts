import type { TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { publishFaultsOf } from '../dialogue/index.ts';
import { CodedError } from '../foundation/errors.ts';
import type { Database, TenantTransaction } from '../storage/index.ts';
import { lineOf, type Deed } from './deed.ts';
import { sameDocument } from './same-document.ts';
import { appendHistory, deleteDraft, insertScript, lockScript, selectScript } from './script-store.ts';

export interface Publication {
  /** The newest version afterwards. */
  readonly version: number;
  /** False where the newest version already says the same. */
  readonly changed: boolean;
}

/** Throws `script-invalid` with every error of a script on a line of its own. */
export function assertPublishable(document: ScriptDocument): void {
  const errors = publishFaultsOf(document);
  if (errors.length === 0) return;
  const text = errors.map(({ message }) => message).join('\n');
  throw new CodedError('script-invalid', text, { script: document.id, problems: errors.length });
}

/**
 * Makes a document the script's next version and ends its draft; versions before it stay as they were, and calls in the air
 * keep theirs. A script with errors is refused with `script-invalid`, every problem on a line of its own.
 */
export async function publishScript(
  database: Database,
  tenantId: TenantId,
  document: ScriptDocument,
  deed: Deed,
): Promise<Publication> {
  assertPublishable(document);
  return database.withTenant(tenantId, async (db) => {
    await lockScript(db, tenantId, document.id);
    return insertNext(db, document, deed);
  });
}

/** The next version within the transaction of whoever holds the script's lock. */
export async function insertNext(
  db: TenantTransaction,
  document: ScriptDocument,
  deed: Deed,
  what: 'published' | 'rolled-back' = 'published',
): Promise<Publication> {
  const newest = await selectScript(db, document.id);
  await deleteDraft(db, document.id);
  if (newest !== null && sameDocument(newest.document, document)) return { version: newest.version, changed: false };
  const version = (newest?.version ?? 0) + 1;
  await insertScript(db, { version, document, publishedAtMs: deed.atMs });
  await appendHistory(db, document.id, lineOf(what, deed, version));
  return { version, changed: true };
}
