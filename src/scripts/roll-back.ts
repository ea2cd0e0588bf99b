import type { TenantId } from '../contract/ids.ts';
import { CodedError } from '../foundation/errors.ts';
import type { Database } from '../storage/index.ts';
import type { Deed } from './deed.ts';
import { insertNext, type Publication } from './publish-script.ts';
import { lockScript, selectDraft, selectScript, upsertDraft } from './script-store.ts';

/**
 * Publishes what an earlier version said as the next version, with the reason: history is never rewritten. It ran before, so it is not
 * judged again, and a draft that somebody is working on stays. Throws `script-not-found`, and `bad-request` without a reason.
 */
export async function rollBackScript(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  toVersion: number,
  deed: Deed,
): Promise<Publication> {
  const reason = (deed.note ?? '').trim();
  if (reason === '') throw new CodedError('bad-request', `rolling '${scriptId}' back wants a reason`);
  return database.withTenant(tenantId, async (db) => {
    await lockScript(db, tenantId, scriptId);
    const old = await selectScript(db, scriptId, toVersion);
    if (old === null)
      throw new CodedError('script-not-found', `script '${scriptId}' has no version ${toVersion}`, {
        scriptId,
        version: toVersion,
      });
    const draft = await selectDraft(db, scriptId);
    const note = `to version ${toVersion}: ${reason}`;
    const publication = await insertNext(db, old.document, { ...deed, note }, 'rolled-back');
    if (draft !== null) await upsertDraft(db, draft);
    return publication;
  });
}
