import type { ListId, TenantId } from '../contract/ids.ts';
import type { ScriptDocument } from '../contract/script-document.ts';
import { leadsOfList, leadVariables } from '../leads/index.ts';
import { unfitVariables } from '../scripts/index.ts';
import type { Database } from '../storage/index.ts';

/** People of a list whose values do not suit a script's variables. */
export interface UnfitPeople {
  readonly people: number;
  /** How many were looked at. */
  readonly looked: number;
  /** `张三: amount 'abc' is no amount, e.g. 1280.50 or 3万元`, of the first few. */
  readonly examples: readonly string[];
}

export const nobodyUnfit: UnfitPeople = { people: 0, looked: 0, examples: [] };

/** Enough to see what is wrong with a list; everybody is looked at again before he is dialed. */
const mostLooked = 5_000;
const pageSize = 500;
const mostExamples = 5;

/** Looks through the beginning of a list. A script whose variables may be anything needs no look. */
export async function unfitPeople(
  database: Database,
  tenantId: TenantId,
  listId: ListId,
  script: ScriptDocument,
): Promise<UnfitPeople> {
  const wants = Object.values(script.variables).some(({ type, required }) => required || type !== 'text');
  if (!wants) return nobodyUnfit;
  const examples: string[] = [];
  let [people, looked] = [0, 0];
  for (let page = await leadsOfList(database, tenantId, listId, { limit: pageSize }); page.length > 0;) {
    for (const [index, lead] of page.entries()) {
      const [first] = unfitVariables(script, leadVariables(lead));
      if (first === undefined) continue;
      people += 1;
      if (examples.length < mostExamples)
        examples.push(`${lead.name ?? `person ${looked + index + 1}`}: ${first.name} ${first.fault}`);
    }
    looked += page.length;
    const last = page.at(-1);
    if (last === undefined || looked >= mostLooked) break;
    page = await leadsOfList(database, tenantId, listId, { after: last.leadId, limit: pageSize });
  }
  return { people, looked, examples };
}
