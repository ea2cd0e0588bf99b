import type { CallRecord } from '../contract/call-record.ts';
import type { CallId } from '../contract/ids.ts';
import { findAttempt, ruleSetsOf, type Gate } from '../compliance/index.ts';
import type { Reaction, TenantTransaction } from '../storage/index.ts';
import { answerOf } from './answer-of.ts';
import { closeAttempt, giveBackAttempt } from './end-attempt.ts';
import { learnFrom } from './learn-from.ts';

/** A call that ended before its INVITE left is tried again after this. */
const unsentPauseMs = 30_000;

/** Closes the attempt of a call that ended, exactly once, and plans what follows for its lead. */
export function planRetryWhenCallEnds(
  recordOf: (db: TenantTransaction, callId: CallId) => Promise<CallRecord | null>,
  { platformRules }: Pick<Gate, 'platformRules'>,
): Reaction {
  return {
    name: 'plan-retry-when-call-ends',
    on: 'call-ended',
    react: ({ tenantId, subjectId }, database) =>
      database.withTenant(tenantId, async (db) => {
        const record = await recordOf(db, subjectId as CallId);
        if (!record?.attemptId) return;
        const attempt = await findAttempt(db, record.attemptId);
        if (!attempt) return;
        const { outcome, startedAtMs: dialedAtMs, endedAtMs, doNotCall, callBack, grade } = record;
        const end = { outcome, dialedAtMs, endedAtMs, doNotCall, callBack, grade };
        if (await closeAttempt(db, attempt, end, await ruleSetsOf(db, platformRules))) {
          const answered = answerOf(record);
          if (answered !== null) await learnFrom(db, record, answered);
          return;
        }
        await giveBackAttempt(db, attempt, endedAtMs, endedAtMs + unsentPauseMs);
      }),
  };
}
