import { callSummarySchema, type CallSummary } from '../../contract/call-summary.ts';
import type { CallId, TenantId } from '../../contract/ids.ts';
import type { Database, TenantTransaction } from '../../storage/index.ts';
import { storable } from '../call-row.ts';

/** Keeps what a call came to; what is there already stays. */
export async function insertSummary(db: TenantTransaction, callId: CallId, summary: CallSummary): Promise<void> {
  await db
    .insertInto('call_summaries')
    .values({ call_id: callId, ...columnsOf(summary) })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'call_id']).doNothing())
    .execute();
}

/** Puts another summary in the place of the one that is kept. */
export async function replaceSummary(db: TenantTransaction, callId: CallId, summary: CallSummary): Promise<void> {
  await db.updateTable('call_summaries').set(columnsOf(summary)).where('call_id', '=', callId).execute();
}

/** What a call came to; null where it was no conversation, or is not summed up yet. */
export function getSummary(database: Database, tenantId: TenantId, callId: CallId): Promise<CallSummary | null> {
  return database.withTenant(tenantId, async (db) => {
    const row = await db
      .selectFrom('call_summaries')
      .select(['text', 'model', 'withheld', 'extracted'])
      .where('call_id', '=', callId)
      .executeTakeFirst();
    return row === undefined ? null : callSummarySchema.parse(row);
  });
}

function columnsOf(summary: CallSummary) {
  const { text, model, withheld, extracted } = storable(summary);
  return {
    text,
    model,
    withheld: withheld === null ? null : JSON.stringify(withheld),
    extracted: JSON.stringify(extracted),
  };
}
