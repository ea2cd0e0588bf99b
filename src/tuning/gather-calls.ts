import type { CallId, TenantId } from '../contract/ids.ts';
import { findHeldCall, heldCalls } from '../records/index.ts';
import type { Database, Reaction, TenantTransaction } from '../storage/index.ts';
import { replaceSentences } from './sentence-store.ts';
import { sentencesOf } from './sentences-of-call.ts';
import { replaceVisits } from './visit-store.ts';
import { visitsOf } from './visits-of-call.ts';
import type { HeldCall } from './walk-of-call.ts';

/** What a robot's call teaches about its script is kept: sentences that were not understood, and where the customer was lost. */
export const gatherWhenCallEnds: Reaction = {
  name: 'gather-when-call-ends',
  on: 'call-ended',
  react: ({ tenantId, subjectId }, database) =>
    database.withTenant(tenantId, async (db) => {
      const call = await findHeldCall(db, subjectId as CallId);
      if (call !== null) await gather(db, call);
    }),
};

async function gather(db: TenantTransaction, call: HeldCall): Promise<void> {
  const { callId } = call.record;
  const { scriptId } = call.dialogue.opening;
  await replaceSentences(db, callId, scriptId, sentencesOf(call));
  await replaceVisits(db, callId, scriptId, visitsOf(call));
}

/** So many calls a transaction: each is whole before the next is read. */
const atOnce = 50;

/** Gathers again from all dialogues that are kept, or those of one script; gives how many calls that were. */
export async function gatherAgain(
  database: Database,
  tenantId: TenantId,
  scriptId: string | undefined,
  progress: (done: number) => void = () => undefined,
): Promise<number> {
  let done = 0;
  for (let after = ''; ;) {
    const last = await database.withTenant(tenantId, async (db) => {
      const calls = await heldCalls(db, { after, limit: atOnce, scriptId });
      for (const call of calls) await gather(db, call);
      done += calls.length;
      return calls.at(-1)?.record.callId;
    });
    if (last === undefined) return done;
    after = last;
    progress(done);
  }
}
