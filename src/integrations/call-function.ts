import type { CallId, TenantId } from '../contract/ids.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import type { WebFunction } from '../contract/script-document.ts';
import type { AskWebService } from '../foundation/ask-web-service.ts';
import type { NewId } from '../foundation/ids.ts';
import type { Database, TenantTransaction } from '../storage/index.ts';
import { insertFunctionCall, selectFunctionResult, updateFunctionResult } from './function-store.ts';
import { callWebFunction } from './call-web-function.ts';
import { refused, type CallPerson, type ScriptFunction } from './script-function.ts';
import { scriptFunctions } from './script-functions.ts';

export interface CallFunctionPorts {
  readonly database: Database;
  readonly newId: NewId;
  /** Asks web services that scripts declare: in public, and hosts that the operator names. */
  readonly askWeb: AskWebService;
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
  /** What the script declares of a function that is a web service. */
  readonly web?: WebFunction | undefined;
}

/**
 * Runs one of the script's functions once: what it did and what it answered are one transaction. Nothing is left of one
 * that throws or whose caller gave up meanwhile, since the customer was then told that it failed.
 */
export async function callFunction(
  ports: CallFunctionPorts,
  request: FunctionRequest,
  signal: AbortSignal,
): Promise<FunctionResult> {
  const run = scriptFunctions.get(request.name);
  signal.throwIfAborted();
  if (run) return callOwnFunction(ports, request, run, signal);
  return request.web === undefined ? refused('unknown-function') : askOnce(ports, request, request.web, signal);
}

function callOwnFunction(
  { database, newId, personOf }: CallFunctionPorts,
  { tenantId, callId, name, args, key }: FunctionRequest,
  run: ScriptFunction,
  signal: AbortSignal,
): Promise<FunctionResult> {
  return database.withTenant(tenantId, async (db) => {
    if (!(await insertFunctionCall(db, { key, name, callId, args })))
      return (await selectFunctionResult(db, key)) ?? refused('unknown-result');
    const result = await run({ db, callId, key, args, person: await personOf(db, callId), newId });
    await updateFunctionResult(db, key, result);
    signal.throwIfAborted();
    return result;
  });
}

/** No transaction is held while somebody elsewhere thinks: the call is noted, then its answer. */
async function askOnce(
  { database, askWeb }: CallFunctionPorts,
  { tenantId, callId, name, args, key }: FunctionRequest,
  web: WebFunction,
  signal: AbortSignal,
): Promise<FunctionResult> {
  const known = await database.withTenant(tenantId, async (db) =>
    (await insertFunctionCall(db, { key, name, callId, args }))
      ? null
      : ((await selectFunctionResult(db, key)) ?? refused('unknown-result')),
  );
  if (known !== null) return known;
  const result = await callWebFunction(askWeb, web, { args, key, signal });
  await database.withTenant(tenantId, (db) => updateFunctionResult(db, key, result));
  return result;
}
