import type { TenantId } from '../contract/ids.ts';
import { loginSchema } from './create-user.ts';
import type { AccountsParts } from './parts.ts';
import { hashPassword, isOutdated, isPassword, longestPassword } from './password.ts';
import type { Principal } from './principal.ts';
import { deleteSession, insertSession, useSession } from './session-store.ts';
import { useApiKey } from './api-key-store.ts';
import { findTenant } from './tenant-store.ts';
import { issueToken, parseToken } from './token.ts';
import { countAttempt, forgetFailures, writePasswordHash, type AttemptAtSignIn } from './user-store.ts';

export interface SignInRequest {
  /** The tenant's name; `default` where there is only one. */
  readonly tenant: string;
  readonly login: string;
  readonly password: string;
}

export type SignInAnswer =
  | { readonly ok: true; readonly token: string; readonly expiresAtMs: number; readonly principal: Principal }
  | { readonly ok: false; readonly reason: 'wrong-credentials' }
  | { readonly ok: false; readonly reason: 'locked'; readonly untilMs: number };

const wrong: SignInAnswer = { ok: false, reason: 'wrong-credentials' };

async function attempt(
  parts: AccountsParts,
  request: SignInRequest,
): Promise<{ tenantId: TenantId; attempt: AttemptAtSignIn } | null> {
  const login = loginSchema.safeParse(request.login);
  const tenantId = await findTenant(parts.database, request.tenant);
  if (!login.success || tenantId === null || request.password.length > longestPassword) return null;
  return { tenantId, attempt: await parts.database.withTenant(tenantId, (db) => countAttempt(db, login.data)) };
}

/**
 * Signs somebody in. Who does not exist takes as long as a wrong password, so that neither can be told from the other;
 * after five failures in a row sign-in rests.
 */
export async function signIn(parts: AccountsParts, request: SignInRequest): Promise<SignInAnswer> {
  const { database, random, scryptCost } = parts;
  const found = await attempt(parts, request);
  if (found?.attempt.kind === 'locked') return { ok: false, reason: 'locked', untilMs: found.attempt.untilMs };
  if (found?.attempt.kind !== 'counted') {
    await hashPassword(request.password.slice(0, longestPassword), random, scryptCost);
    return wrong;
  }
  const { tenantId } = found;
  const { user, passwordHash } = found.attempt;
  if (!(await isPassword(request.password, passwordHash))) return wrong;
  const renewed = isOutdated(passwordHash, scryptCost)
    ? await hashPassword(request.password, random, scryptCost)
    : undefined;
  const { text, token } = issueToken('session', tenantId, random);
  const expiresAt = await database.withTenant(tenantId, async (db) => {
    if (renewed !== undefined) await writePasswordHash(db, user.userId, renewed);
    await forgetFailures(db, user.userId);
    return insertSession(db, token, user.userId);
  });
  const { userId, login, displayName, role } = user;
  const principal: Principal = { kind: 'user', tenantId, userId, login, displayName, role };
  return { ok: true, token: text, expiresAtMs: expiresAt.getTime(), principal };
}

/** Who a session token or API key speaks for; null where it is none, has expired, was revoked or its user disabled. */
export async function authenticate({ database }: AccountsParts, text: string): Promise<Principal | null> {
  const token = parseToken(text);
  if (!token) return null;
  return database.withTenant(token.tenantId, (db) =>
    token.kind === 'session' ? useSession(db, token) : useApiKey(db, token),
  );
}

export async function signOut({ database }: AccountsParts, text: string): Promise<void> {
  const token = parseToken(text);
  if (token?.kind === 'session') await database.withTenant(token.tenantId, (db) => deleteSession(db, token));
}
