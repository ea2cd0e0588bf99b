import type { TenantId, UserId } from '../contract/ids.ts';
import type { AccountsParts } from './parts.ts';
import { hashPassword, isPassword, newPassword, passwordFault } from './password.ts';
import type { Principal } from './principal.ts';
import { deleteSessionsOf } from './session-store.ts';
import { parseToken } from './token.ts';
import { countAttempt, writePasswordHash } from './user-store.ts';

export type ChangePasswordAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'wrong-credentials' | 'password-too-short' | 'password-too-long' }
  | { readonly ok: false; readonly reason: 'locked'; readonly untilMs: number };

/** Sets one's own password, given the present one, and ends one's other sessions. Failures count as at sign-in. */
export async function changePassword(
  { database, random, scryptCost }: AccountsParts,
  principal: Extract<Principal, { kind: 'user' }>,
  change: { readonly current: string; readonly next: string; readonly sessionToken?: string | undefined },
): Promise<ChangePasswordAnswer> {
  const fault = passwordFault(change.next);
  if (fault) return { ok: false, reason: fault };
  const { tenantId, userId } = principal;
  const counted = await database.withTenant(tenantId, (db) => countAttempt(db, principal.login));
  if (counted.kind === 'locked') return { ok: false, reason: 'locked', untilMs: counted.untilMs };
  if (counted.kind === 'unknown' || !(await isPassword(change.current, counted.passwordHash)))
    return { ok: false, reason: 'wrong-credentials' };
  const passwordHash = await hashPassword(change.next, random, scryptCost);
  const keep = change.sessionToken === undefined ? null : parseToken(change.sessionToken);
  await database.withTenant(tenantId, async (db) => {
    await writePasswordHash(db, userId, passwordHash);
    await deleteSessionsOf(db, userId, keep);
  });
  return { ok: true };
}

/** Gives a user a new password and ends all of their sessions. Null where there is no such user. */
export async function resetPassword(
  { database, random, scryptCost }: AccountsParts,
  tenantId: TenantId,
  userId: UserId,
): Promise<string | null> {
  const password = newPassword(random);
  const passwordHash = await hashPassword(password, random, scryptCost);
  return database.withTenant(tenantId, async (db) => {
    await deleteSessionsOf(db, userId, null);
    return (await writePasswordHash(db, userId, passwordHash)) ? password : null;
  });
}
