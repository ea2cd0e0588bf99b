import type { CallRecord } from '../contract/call-record.ts';
import type { CallId, TenantId } from '../contract/ids.ts';
import { appendFact, type Database } from '../storage/index.ts';
import { storable } from './call-row.ts';
import {
  insertCall,
  selectCalls,
  selectRecord,
  type CallCursor,
  type CallFilter,
  type CallSummary,
} from './call-store.ts';
import { selectDialogues, type DialogueFilter, type DialogueOfCall } from './dialogue-store.ts';
import { selectOutsideCalls, type OutsideCallMade } from './outside-calls-store.ts';
import { selectStatistics, type CallStatistics } from './statistics-store.ts';

/**
 * Keeps the record of a call for good, once: transcript, delays, recording and the facts that others react to, in one
 * transaction. May be called again with the same record, as after a crash.
 */
export function keepRecord(database: Database, record: CallRecord): Promise<'kept' | 'already-kept'> {
  return database.withTenant(record.tenantId, async (db) => {
    if (!(await insertCall(db, storable(record)))) return 'already-kept';
    await appendFact(db, { kind: 'call-ended', id: record.callId });
    if (record.doNotCall) await appendFact(db, { kind: 'do-not-call-asked', id: record.callId });
    if (record.callBack) await appendFact(db, { kind: 'call-back-asked', id: record.callId });
    return 'kept';
  });
}

/** One call, whole; null where there is none. */
export function getCall(database: Database, tenantId: TenantId, callId: CallId): Promise<CallRecord | null> {
  return database.withTenant(tenantId, (db) => selectRecord(db, callId));
}

export interface CallPage {
  readonly calls: readonly CallSummary[];
  /** Asks for the next page; null after the last. */
  readonly nextCursor: string | null;
}

/** Calls that fit, newest first, a page at a time. A cursor nobody gave begins at the newest. */
export async function listCalls(
  database: Database,
  tenantId: TenantId,
  request: { readonly filter?: CallFilter; readonly cursor?: string | undefined; readonly limit: number },
): Promise<CallPage> {
  const { filter = {}, limit } = request;
  const after = request.cursor === undefined ? null : readCursor(request.cursor);
  const found = await database.withTenant(tenantId, (db) => selectCalls(db, filter, { after, limit: limit + 1 }));
  const calls = found.slice(0, limit);
  const last = calls.at(-1);
  return { calls, nextCursor: found.length > limit && last ? writeCursor(last) : null };
}

/** How the dialogues of calls went, those of the newest calls first. */
export function listDialogues(
  database: Database,
  tenantId: TenantId,
  filter: DialogueFilter,
): Promise<readonly DialogueOfCall[]> {
  return database.withTenant(tenantId, (db) => selectDialogues(db, filter));
}

/** Funnel, outcomes, grades and delays of the calls that fit. */
export function callStatistics(database: Database, tenantId: TenantId, filter: CallFilter): Promise<CallStatistics> {
  return database.withTenant(tenantId, (db) => selectStatistics(db, filter));
}

/** What telephones of the house called outside and was not over before `sinceMs`. */
export function outsideCallsSince(
  database: Database,
  tenantId: TenantId,
  sinceMs: number,
): Promise<readonly OutsideCallMade[]> {
  return database.withTenant(tenantId, (db) => selectOutsideCalls(db, sinceMs));
}

function writeCursor({ startedAtMs, callId }: CallCursor): string {
  return Buffer.from(`${startedAtMs} ${callId}`).toString('base64url');
}

function readCursor(cursor: string): CallCursor | null {
  const [, startedAtMs, callId] = /^(\d{1,15}) (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return startedAtMs === undefined ? null : { startedAtMs: Number(startedAtMs), callId: callId as CallId };
}
