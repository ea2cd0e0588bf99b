import type { TenantId } from '../contract/ids.ts';
import type { Assignment } from '../contract/tuning.ts';
import { appendHistory, editDraft, lineOf, lockScript, scriptPage, type Deed } from '../scripts/index.ts';
import type { Database } from '../storage/index.ts';
import { deleteIgnored, insertIgnored } from './sentence-store.ts';
import { taught } from './teach.ts';

/**
 * Makes sentences samples of what they mean, in the draft, or in a new one of the newest version; the history says who did. Throws
 * `script-not-found`, `meaning-unknown`, `meaning-taken`.
 */
export async function assignSentences(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  assignment: Assignment,
  deed: Deed,
): Promise<void> {
  const note = `${assignment.texts.length} → ${assignment.to.id}`;
  const edit = (document: Parameters<typeof taught>[0]): Parameters<typeof taught>[0] => taught(document, assignment);
  await editDraft(database, tenantId, scriptId, edit, 'taught', { ...deed, note });
}

/** Never shows these words of a script's customers again, or does after all; gives how many that changed. Throws `script-not-found`. */
export async function ignoreSentences(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  { texts, ignored }: { readonly texts: readonly string[]; readonly ignored: boolean },
  deed: Deed,
): Promise<number> {
  await scriptPage(database, tenantId, scriptId);
  return database.withTenant(tenantId, async (db) => {
    await lockScript(db, tenantId, scriptId);
    const changed = ignored
      ? await insertIgnored(db, scriptId, [...new Set(texts)], deed)
      : await deleteIgnored(db, scriptId, texts);
    const note = `${changed} sentences`;
    if (changed > 0) await appendHistory(db, scriptId, lineOf(ignored ? 'ignored' : 'unignored', { ...deed, note }));
    return changed;
  });
}
