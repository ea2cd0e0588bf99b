import type { TenantId } from '../contract/ids.ts';
import type { Misunderstood, MisunderstoodFilter } from '../contract/tuning.ts';
import { documentOf, findDraft } from '../scripts/index.ts';
import type { Database } from '../storage/index.ts';
import { groupInThread } from './in-thread.ts';
import { selectIgnored, selectSentences } from './sentence-store.ts';
import { isSettled, teachings } from './teach.ts';

const mostIgnored = 1_000;

/**
 * What people said to a script's robot that was not understood, or wrongly, and that neither the draft (or the newest version) teaches by
 * now nor anybody ignores: nearly the same together, the biggest group first. Throws `script-not-found`.
 */
export async function listMisunderstood(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  filter: MisunderstoodFilter,
): Promise<Misunderstood> {
  const draft = await findDraft(database, tenantId, scriptId);
  const document = draft?.document ?? (await documentOf(database, tenantId, scriptId, 'newest'));
  const teaches = teachings(document);
  const { said, ignored } = await database.withTenant(tenantId, async (db) => ({
    said: await selectSentences(db, scriptId, filter),
    ignored: await selectIgnored(db, scriptId, mostIgnored),
  }));
  const open = said.filter((sentence) => !isSettled(teaches, sentence));
  return { scriptId, sentences: open.length, groups: [...(await groupInThread(open))], ignored };
}
