import { sql } from 'kysely';
import { callIdSchema, type CallId } from '../contract/ids.ts';
import type { CallBackEnd, KeptCallBack } from '../contract/live-services.ts';
import type { TenantTransaction } from '../storage/index.ts';

/** Writes a call-back down, or how far it came. One that has ended stays ended. */
export async function upsertCallBack(db: TenantTransaction, callBack: KeptCallBack): Promise<void> {
  const { callId, queue, number, priority, skills, attempts } = callBack;
  await db
    .insertInto('call_backs')
    .values({
      call_id: callId,
      queue,
      number,
      priority,
      skills: [...skills],
      joined_at: new Date(callBack.joinedAtMs),
      asked_at: new Date(callBack.askedAtMs),
      attempts,
      not_before: new Date(callBack.notBeforeMs),
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'call_id']).doUpdateSet((eb) => ({
        attempts: eb.ref('excluded.attempts'),
        not_before: eb.ref('excluded.not_before'),
      })),
    )
    .execute();
}

export async function closeCallBack(db: TenantTransaction, callId: CallId, end: CallBackEnd): Promise<void> {
  await db
    .updateTable('call_backs')
    .set({ ended: end, ended_at: sql`clock_timestamp()` })
    .where('call_id', '=', callId)
    .where('ended', 'is', null)
    .execute();
}

/** Those that wait, in their order; of one node's calls, or of all. */
export async function selectOpenCallBacks(db: TenantTransaction, node: string | null): Promise<KeptCallBack[]> {
  let query = db.selectFrom('call_backs').selectAll().where('ended', 'is', null);
  if (node !== null) query = query.where('call_id', 'like', `${node}-%`);
  const rows = await query.orderBy('joined_at').orderBy('call_id').execute();
  return rows.map((row) => ({
    callId: callIdSchema.parse(row.call_id),
    queue: row.queue,
    number: row.number,
    priority: row.priority,
    skills: row.skills,
    joinedAtMs: row.joined_at.getTime(),
    askedAtMs: row.asked_at.getTime(),
    attempts: row.attempts,
    notBeforeMs: row.not_before.getTime(),
  }));
}
