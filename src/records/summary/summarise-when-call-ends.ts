import type { CallId, TenantId } from '../../contract/ids.ts';
import type { LanguageModel, ModelPart, ModelRequest } from '../../contract/language-model.ts';
import type { ScriptDocument } from '../../contract/script-document.ts';
import { isConversation, plainSummary, summaryFrom, summaryRequest, type HeldCall } from '../../dialogue/index.ts';
import type { Clock } from '../../foundation/clock.ts';
import { CodedError } from '../../foundation/errors.ts';
import { gatherWithin, type Gathered } from '../../foundation/gather-within.ts';
import type { Database, Reaction } from '../../storage/index.ts';
import { selectRecord } from '../call-store.ts';
import { addModelUsage } from '../usage-store.ts';
import { insertSummary, replaceSummary } from './summary-store.ts';

/** A model whose answer is not whole by then has none. */
const budgetMs = 20_000;
/** Questions at a time: other reactions to the end of a call must not wait for a slow model. */
const atOnce = 2;
/** So long after a failure the model is left alone. */
const restMs = 30_000;
/** A call that ended longer ago keeps the summary of its record. */
const askWithinMs = 3_600_000;

export interface Summariser {
  readonly database: Database;
  readonly clock: Clock;
  /** Null: what the record says is all. */
  readonly model: LanguageModel | null;
  readonly utcOffsetMinutes: number;
  scriptOf(tenantId: TenantId, scriptId: string, version: number): Promise<ScriptDocument | null>;
}

/**
 * Sums up each conversation once its record is kept: at once from the record, then by the language model where there is one. Where that
 * one is busy, away or late the reaction is tried again, for an hour. It is asked outside of any transaction; what it used is metered,
 * whatever it answered.
 */
export function summariseWhenCallEnds(summariser: Summariser): Reaction {
  const { database, clock, model } = summariser;
  const ask = model === null ? null : questionsTo(model, clock);
  return {
    name: 'summarise-when-call-ends',
    on: 'call-ended',
    async react({ tenantId, subjectId }, marking) {
      const callId = subjectId as CallId;
      const call = await heldCall(summariser, tenantId, callId);
      if (call === null) return;
      const plain = { text: plainSummary(call), model: null, withheld: null, extracted: {} };
      await database.withTenant(tenantId, (db) => insertSummary(db, callId, plain));
      if (model === null || ask === null || clock.now() > call.record.endedAtMs + askWithinMs) return;
      const { parts, failure } = await ask(summaryRequest(call));
      const tokens = parts.reduce((sum, part) => sum + (part.kind === 'used' ? part.tokens : 0), 0);
      const meter = (on: Database): Promise<void> =>
        on.withTenant(tenantId, (db) => addModelUsage(db, callId, { provider: model.name, tokens }));
      if (failure !== null) {
        await meter(database);
        throw failure;
      }
      await marking.withTenant(tenantId, async (db) => {
        await addModelUsage(db, callId, { provider: model.name, tokens });
        await replaceSummary(db, callId, summaryFrom(parts, model.name, call));
      });
    },
  };
}

/** The call with its script; null where nobody talked. */
async function heldCall(summariser: Summariser, tenantId: TenantId, callId: CallId): Promise<HeldCall | null> {
  const { database, utcOffsetMinutes } = summariser;
  const record = await database.withTenant(tenantId, (db) => selectRecord(db, callId));
  if (record === null || !isConversation(record)) return null;
  const { scriptId, scriptVersion } = record;
  const document = scriptId === null ? null : await summariser.scriptOf(tenantId, scriptId, scriptVersion);
  return { record, document, utcOffsetMinutes };
}

type Answer = Pick<Gathered<ModelPart>, 'parts' | 'failure'>;

function tooLate({ name }: LanguageModel, cause: unknown): CodedError {
  return new CodedError('model-failed', `language model '${name}' gave no summary in ${budgetMs} ms`, {}, cause);
}

/** Asks a few questions at a time, each for as long as the budget allows. Throws `model-busy` where one more would be too many. */
function questionsTo(model: LanguageModel, clock: Clock): (request: ModelRequest) => Promise<Answer> {
  let asking = 0;
  let restsUntilMs = 0;
  return async (request) => {
    if (asking >= atOnce || clock.monotonicMs() < restsUntilMs)
      throw new CodedError('model-busy', `language model '${model.name}' has enough to do, or failed a moment ago`);
    asking += 1;
    const { parts, failure, late } = await gatherWithin(clock, budgetMs, (signal) => model.ask(request, signal));
    asking -= 1;
    if (failure !== null) restsUntilMs = clock.monotonicMs() + restMs;
    return { parts, failure: late ? tooLate(model, failure) : failure };
  };
}
