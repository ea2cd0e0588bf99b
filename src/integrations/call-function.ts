import type { CallId, TenantId } from '../contract/ids.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import type { NewId } from '../foundation/ids.ts';
import type { Database, TenantTransaction } from '../storage/index.ts';
import { insertFunctionCall, selectFunctionResult, updateFunctionResult } from './function-store.ts';
import { refused, type CallPerson } from './script-function.ts';
import { scriptFunctions } from './script-functions.ts';

export interface CallFunctionPorts {
  readonly database: Database;
  readonly newId: NewId;
  /** Whom a call talks to; null for a call to nobody of a list. */
  readonly personOf: (db: TenantTransaction, callId: CallId) => Promise<CallPerson | null>;
}

export interface FunctionRequest {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
  /** Of call, turn and ordinal: asking again with it returns the first answer and does nothing. */
  readonly key: string;
}

/**
 * Runs one of the script's functions once: what it did and what it answered are one transaction. Nothing is left of one
 * that throws or whose caller gave up meanwhile, since the customer was then told that it failed.
 */
export async function callFunction(
  { database, newId, personOf }: CallFunctionPorts,
  { tenantId, callId, name, args, key }: FunctionRequest,
  signal: AbortSignal,
): Promise<FunctionResult> {
  const run = scriptFunctions.get(name);
  if (!run) return refused('unknown-function');
  signal.throwIfAborted();
  return database.withTenant(tenantId, async (db) => {
    if (!(await insertFunctionCall(db, { key, name, callId, args })))
      return (await selectFunctionResult(db, key)) ?? refused('unknown-result');
    const result = await run({ db, callId, key, args, person: await personOf(db, callId), newId });
    await updateFunctionResult(db, key, result);
    signal.throwIfAborted();
    return result;
  });
}
