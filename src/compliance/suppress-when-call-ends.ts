import type { CallRecord } from '../contract/call-record.ts';
import type { CallId, TenantId } from '../contract/ids.ts';
import type { Database, Reaction } from '../storage/index.ts';
import type { NumberKeeping } from './gate.ts';
import { suppress } from './suppression.ts';

/** Who asked in a call never to be called again is left in peace by every campaign of the tenant. */
export function suppressWhenCallEnds(
  keeping: Pick<NumberKeeping, 'numberKey' | 'newId'>,
  recordOf: (database: Database, tenantId: TenantId, callId: CallId) => Promise<CallRecord | null>,
): Reaction {
  return {
    name: 'suppress-when-call-ends',
    on: 'call-ended',
    async react({ tenantId, subjectId }, database) {
      const record = await recordOf(database, tenantId, subjectId as CallId);
      if (!record?.doNotCall) return;
      const { callId, callee, endedAtMs: atMs } = record;
      await suppress({ ...keeping, database }, tenantId, callee, {
        reason: 'asked-in-call',
        source: 'call',
        callId,
        atMs,
      });
    },
  };
}
