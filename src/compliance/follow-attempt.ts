import type { AttemptId, CallId, TenantId } from '../contract/ids.ts';
import type { Database } from '../storage/index.ts';
import { findTenantOfAttempt, setAnswered, setReleased, setSent } from './attempt-store.ts';

interface At {
  readonly database: Database;
  readonly nowMs: number;
}

async function tenantOf(database: Database, attemptId: AttemptId): Promise<TenantId | null> {
  return database.platform((db) => findTenantOfAttempt(db, attemptId));
}

/**
 * Commits that an attempt's INVITE is about to leave. False where the attempt is unknown, given back, ended or another
 * call's: then no INVITE may leave.
 */
export async function attemptSent({ database, nowMs }: At, attemptId: AttemptId, callId: CallId): Promise<boolean> {
  const tenantId = await tenantOf(database, attemptId);
  if (tenantId === null) return false;
  return database.withTenant(tenantId, (db) => setSent(db, attemptId, callId, nowMs));
}

/** Notes that an attempt was answered; false where it was not in the air. */
export async function attemptAnswered({ database, nowMs }: At, attemptId: AttemptId): Promise<boolean> {
  const tenantId = await tenantOf(database, attemptId);
  if (tenantId === null) return false;
  return database.withTenant(tenantId, (db) => setAnswered(db, attemptId, nowMs));
}

/** Gives an attempt back and uncounts it; false where its INVITE may have left or it had ended. */
export function releaseUnsentAttempt(
  { database, nowMs }: At,
  tenantId: TenantId,
  attemptId: AttemptId,
): Promise<boolean> {
  return database.withTenant(tenantId, (db) => setReleased(db, attemptId, nowMs));
}
