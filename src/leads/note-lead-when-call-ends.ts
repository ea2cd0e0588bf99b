import type { CallRecord } from '../contract/call-record.ts';
import type { CallId } from '../contract/ids.ts';
import type { Reaction, TenantTransaction } from '../storage/index.ts';
import { noteCallOfLead } from './contact-lists.ts';

/** What a call came to is noted at its lead: grade, and where the person stands with us. */
export function noteLeadWhenCallEnds(
  recordOf: (db: TenantTransaction, callId: CallId) => Promise<CallRecord | null>,
): Reaction {
  return {
    name: 'note-lead-when-call-ends',
    on: 'call-ended',
    react: ({ tenantId, subjectId }, database) =>
      database.withTenant(tenantId, async (db) => {
        const record = await recordOf(db, subjectId as CallId);
        if (!record?.leadId) return;
        const { outcome, answeredBy, grade, doNotCall, orders } = record;
        await noteCallOfLead(db, record.leadId, { outcome, answeredBy, grade, doNotCall, ordered: orders.length > 0 });
      }),
  };
}
