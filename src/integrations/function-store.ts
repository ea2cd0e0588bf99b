import type { CallId } from '../contract/ids.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import type { TenantTransaction } from '../storage/index.ts';

export interface FunctionCall {
  readonly key: string;
  readonly name: string;
  readonly callId: CallId;
  readonly args: Readonly<Record<string, string>>;
}

/** Notes that a function is called; false where the key was used before. Waits for a transaction that is using it. */
export async function insertFunctionCall(db: TenantTransaction, call: FunctionCall): Promise<boolean> {
  const inserted = await db
    .insertInto('function_calls')
    .values({ key: call.key, name: call.name, call_id: call.callId, args: JSON.stringify(call.args) })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function updateFunctionResult(db: TenantTransaction, key: string, result: FunctionResult): Promise<void> {
  await db
    .updateTable('function_calls')
    .set({ result: JSON.stringify(result) })
    .where('key', '=', key)
    .execute();
}

/** What a function answered when its key was first used. */
export async function selectFunctionResult(db: TenantTransaction, key: string): Promise<FunctionResult | null> {
  const row = await db.selectFrom('function_calls').select('result').where('key', '=', key).executeTakeFirst();
  return (row?.result ?? null) as FunctionResult | null;
}
