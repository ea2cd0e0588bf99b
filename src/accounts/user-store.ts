import { sql, type RawBuilder } from 'kysely';
import { userIdSchema, type UserId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import { lockOutMs } from './lock-out.ts';
import { roleSchema, type Role } from './role.ts';

export interface User {
  readonly userId: UserId;
  readonly login: string;
  readonly displayName: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** Sign-in is refused until then, after too many failures. */
  readonly lockedUntilMs: number | null;
}

const columns = ['id', 'login', 'display_name', 'role', 'disabled_at', 'locked_until'] as const;

function userOf(row: {
  id: string;
  login: string;
  display_name: string;
  role: string;
  disabled_at: Date | null;
  locked_until: Date | null;
}): User {
  return {
    userId: userIdSchema.parse(row.id),
    login: row.login,
    displayName: row.display_name,
    role: roleSchema.parse(row.role),
    disabled: row.disabled_at !== null,
    lockedUntilMs: row.locked_until?.getTime() ?? null,
  };
}

/** Null where the login is taken. */
export async function insertUser(
  db: TenantTransaction,
  user: { id: string; login: string; displayName: string; role: Role; passwordHash: string },
): Promise<User | null> {
  const row = await db
    .insertInto('users')
    .values({
      id: user.id,
      login: user.login,
      display_name: user.displayName,
      role: user.role,
      password_hash: user.passwordHash,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'login']).doNothing())
    .returning(columns)
    .executeTakeFirst();
  return row ? userOf(row) : null;
}

export async function listUsers(db: TenantTransaction): Promise<User[]> {
  const rows = await db.selectFrom('users').select(columns).orderBy('login').execute();
  return rows.map(userOf);
}

export async function hasUsers(db: TenantTransaction): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export type AttemptAtSignIn =
  | { readonly kind: 'counted'; readonly user: User; readonly passwordHash: string }
  | { readonly kind: 'locked'; readonly untilMs: number }
  | { readonly kind: 'unknown' };

/**
 * Counts an attempt before the password is looked at, so that many at once get no more tries than one after another.
 * A success takes the count back.
 */
export async function countAttempt(db: TenantTransaction, login: string): Promise<AttemptAtSignIn> {
  const row = await db
    .selectFrom('users')
    .select([...columns, 'password_hash', 'failed_sign_ins', sql<boolean>`locked_until > now()`.as('locked')])
    .where('login', '=', login)
    .forUpdate()
    .executeTakeFirst();
  if (!row || row.disabled_at !== null) return { kind: 'unknown' };
  if (row.locked && row.locked_until) return { kind: 'locked', untilMs: row.locked_until.getTime() };
  const failures = row.failed_sign_ins + 1;
  const restMs = lockOutMs(failures);
  await db
    .updateTable('users')
    .set({
      failed_sign_ins: failures,
      locked_until: restMs > 0 ? sql<Date>`now() + ${restMs} * interval '1 millisecond'` : null,
    })
    .where('id', '=', row.id)
    .execute();
  return { kind: 'counted', user: userOf(row), passwordHash: row.password_hash };
}

export async function forgetFailures(db: TenantTransaction, userId: UserId): Promise<void> {
  await db.updateTable('users').set({ failed_sign_ins: 0, locked_until: null }).where('id', '=', userId).execute();
}

/** Sets a password and takes back the failures of the old one. False where there is no such user. */
export async function writePasswordHash(db: TenantTransaction, userId: UserId, passwordHash: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('users')
    .set({ password_hash: passwordHash, failed_sign_ins: 0, locked_until: null })
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export async function updateUser(
  db: TenantTransaction,
  userId: UserId,
  change: { role?: Role | undefined; displayName?: string | undefined; disabled?: boolean | undefined },
): Promise<User | null> {
  const row = await db
    .updateTable('users')
    .set((value) => ({
      role: change.role ?? value.ref('role'),
      display_name: change.displayName ?? value.ref('display_name'),
      disabled_at: disabledAt(change.disabled),
    }))
    .where('id', '=', userId)
    .returning(columns)
    .executeTakeFirst();
  return row ? userOf(row) : null;
}

function disabledAt(disabled: boolean | undefined): RawBuilder<Date | null> {
  if (disabled === undefined) return sql`disabled_at`;
  return disabled ? sql`coalesce(disabled_at, now())` : sql`null`;
}

/** The owners that can sign in, held until the transaction ends so that two changes cannot each remove the other's last. */
export async function lockOwners(db: TenantTransaction): Promise<UserId[]> {
  const rows = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'owner')
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ id }) => userIdSchema.parse(id));
}
