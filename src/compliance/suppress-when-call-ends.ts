import type { CallRecord } from '../contract/call-record.ts';
import type { CallId } from '../contract/ids.ts';
import type { Reaction, TenantTransaction } from '../storage/index.ts';
import type { NumberKeeping } from './gate.ts';
import { suppressIn } from './suppression.ts';

/** Who asked in a call never to be called again is left in peace by every campaign of the tenant. */
export function suppressWhenCallEnds(
  keeping: Pick<NumberKeeping, 'numberKey' | 'newId'>,
  recordOf: (db: TenantTransaction, callId: CallId) => Promise<CallRecord | null>,
): Reaction {
  return {
    name: 'suppress-when-call-ends',
    on: 'call-ended',
    react: ({ tenantId, subjectId }, database) =>
      database.withTenant(tenantId, async (db) => {
        const record = await recordOf(db, subjectId as CallId);
        if (!record?.doNotCall) return;
        const { callId, callee, endedAtMs: atMs } = record;
        await suppressIn(db, keeping, callee, { reason: 'asked-in-call', source: 'call', callId, atMs });
      }),
  };
}
