import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TenantId, UserId } from '../contract/ids.ts';
import { newUuid } from '../foundation/ids.ts';
import { systemRandom } from '../foundation/random.ts';
import { testDatabase, type TestDatabase } from '../storage/testing/test-database.ts';
import { openAccounts, type Accounts, type Principal } from './index.ts';

const cheap = { cost: 2 ** 4, blockSize: 8, parallelization: 1 };

let database: TestDatabase;
let accounts: Accounts;
beforeAll(async () => {
  database = await testDatabase();
  accounts = openAccounts({ database, random: systemRandom, newId: newUuid, scryptCost: cheap });
});
afterAll(() => database.close());

let count = 0;
let tenant: string;
let tenantId: TenantId;
let password: string;
beforeEach(async () => {
  tenant = `tenant-${++count}`;
  const made = await accounts.createTenant({ name: tenant, displayName: '春天保险' });
  if (!made.ok) throw new Error(made.reason);
  ({ tenantId, password } = made.credentials);
});

const signIn = (login = 'admin', as = password) => accounts.signIn({ tenant, login, password: as });

async function signedIn(login = 'admin', as = password): Promise<{ token: string; principal: Principal }> {
  const answer = await signIn(login, as);
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}

async function admin(): Promise<Extract<Principal, { kind: 'user' }>> {
  const { principal } = await signedIn();
  if (principal.kind !== 'user') throw new Error('not a user');
  return principal;
}

async function newUser(
  login: string,
  role: 'owner' | 'agent' = 'agent',
): Promise<{ userId: UserId; password: string }> {
  const made = await accounts.createUser(tenantId, { login, role });
  if (!made.ok) throw new Error(made.reason);
  return { userId: made.user.userId, password: made.password };
}

/** As if the time since had passed. */
const letPass = (interval: string) =>
  Promise.all([
    sql`update users set locked_until = locked_until - ${interval}::interval`.execute(database.admin),
    sql`update sessions set expires_at = expires_at - ${interval}::interval`.execute(database.admin),
    sql`update api_keys set last_used_at = last_used_at - ${interval}::interval`.execute(database.admin),
  ]);

describe('the first start', () => {
  test('makes tenant default and its owner once, whoever asks at the same time', async () => {
    await using fresh = await testDatabase();
    const first = openAccounts({ database: fresh, random: systemRandom, newId: newUuid, scryptCost: cheap });
    const answers = await Promise.all([first.firstStart(), first.firstStart()]);
    const told = answers.filter((answer) => answer !== null);
    expect(told).toEqual([expect.objectContaining({ tenant: 'default', login: 'admin' })]);
    expect(await first.signIn(told[0]!)).toMatchObject({ ok: true, principal: { role: 'owner' } });
    expect(await first.firstStart()).toBeNull();
  });

  test('that was cut short before the user was made is made good', async () => {
    await using fresh = await testDatabase();
    await fresh.newTenant('default');
    const first = openAccounts({ database: fresh, random: systemRandom, newId: newUuid, scryptCost: cheap });
    expect(await first.firstStart()).toMatchObject({ login: 'admin' });
  });
});

describe('tenants', () => {
  test('are listed and found by name', async () => {
    expect(await accounts.findTenant(tenant)).toBe(tenantId);
    expect(await accounts.findTenant('nobody')).toBeNull();
    expect(await accounts.listTenants()).toContainEqual(
      expect.objectContaining({ tenantId, name: tenant, displayName: '春天保险' }),
    );
  });

  test.each([
    ['Not Allowed', 'name-invalid'],
    ['-x', 'name-invalid'],
  ])('named %j are refused: %s', async (name, reason) => {
    expect(await accounts.createTenant({ name })).toEqual({ ok: false, reason });
  });

  test('of a name that is taken are refused', async () => {
    expect(await accounts.createTenant({ name: tenant })).toEqual({ ok: false, reason: 'name-taken' });
  });

  test('do not see each other: a login of one is no login of another', async () => {
    const other = await accounts.createTenant({ name: `${tenant}-other` });
    expect(other.ok).toBe(true);
    expect(await accounts.signIn({ tenant: `${tenant}-other`, login: 'admin', password })).toMatchObject({ ok: false });
    expect((await accounts.listUsers(tenantId)).map(({ login }) => login)).toEqual(['admin']);
  });
});

describe('signing in', () => {
  test('gives a token that says who asks, until signing out', async () => {
    const { token, principal } = await signedIn();
    expect(principal).toMatchObject({ kind: 'user', tenantId, login: 'admin', role: 'owner' });
    expect(await accounts.authenticate(token)).toEqual(principal);
    await accounts.signOut(token);
    expect(await accounts.authenticate(token)).toBeNull();
    await accounts.signOut('no token');
  });

  test('does not mind case and spaces in the login', async () => {
    expect(await signIn(' Admin ')).toMatchObject({ ok: true });
  });

  test.each([
    ['a wrong password', 'admin', 'wrong-wrong'],
    ['an unknown login', 'nobody', 'wrong-wrong'],
    ['an impossible login', '*', 'wrong-wrong'],
    ['an endless password', 'admin', 'x'.repeat(100_000)],
  ])('is refused with %s', async (_, login, wrong) => {
    expect(await signIn(login, wrong)).toEqual({ ok: false, reason: 'wrong-credentials' });
  });

  test('is refused for an unknown tenant', async () => {
    expect(await accounts.signIn({ tenant: 'nobody', login: 'admin', password })).toEqual({
      ok: false,
      reason: 'wrong-credentials',
    });
  });

  test('rests after five failures in a row, even with the right password, and works again later', async () => {
    for (let failure = 0; failure < 5; failure++) await signIn('admin', 'wrong-wrong');
    const locked = await signIn();
    expect(locked).toEqual({ ok: false, reason: 'locked', untilMs: expect.any(Number) });
    await letPass('61 seconds');
    expect(await signIn()).toMatchObject({ ok: true });
    for (let failure = 0; failure < 4; failure++) await signIn('admin', 'wrong-wrong');
    expect(await signIn()).toMatchObject({ ok: true });
  });

  test('gives no more tries to many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn('admin', 'wrong-wrong')));
    expect(answers.filter((answer) => !answer.ok && answer.reason === 'wrong-credentials')).toHaveLength(5);
  });

  test('makes an outdated hash anew', async () => {
    const dearer = openAccounts({
      database,
      random: systemRandom,
      newId: newUuid,
      scryptCost: { ...cheap, cost: 2 ** 5 },
    });
    expect(await dearer.signIn({ tenant, login: 'admin', password })).toMatchObject({ ok: true });
    const { password_hash } = await database.withTenant(tenantId, (db) =>
      db.selectFrom('users').select('password_hash').executeTakeFirstOrThrow(),
    );
    expect(password_hash).toMatch(/^scrypt\$32\$/);
    expect(await signIn()).toMatchObject({ ok: true });
  });
});

describe('a session', () => {
  test('ends when it was not used for twelve hours, and use prolongs it', async () => {
    const { token } = await signedIn();
    await letPass('7 hours');
    expect(await accounts.authenticate(token)).not.toBeNull();
    await letPass('7 hours');
    expect(await accounts.authenticate(token)).not.toBeNull();
    await letPass('13 hours');
    expect(await accounts.authenticate(token)).toBeNull();
    await signedIn();
    const left = await database.withTenant(tenantId, (db) => db.selectFrom('sessions').select('user_id').execute());
    expect(left).toHaveLength(1);
  });

  test('keeps nothing from which the token could be made', async () => {
    const { token } = await signedIn();
    const [row] = await database.withTenant(tenantId, (db) => db.selectFrom('sessions').selectAll().execute());
    expect(token).not.toContain(row!.token_hash.toString('hex'));
    expect(row!.token_hash).toHaveLength(32);
  });
});

describe('users', () => {
  test('are made with a password of their own or a made-up one', async () => {
    const own = await accounts.createUser(tenantId, {
      login: '李雷',
      displayName: '李雷',
      role: 'agent',
      password: '自己的密码很长很长的',
    });
    expect(own).toMatchObject({ ok: true, user: { login: '李雷', role: 'agent', disabled: false } });
    expect(await signIn('李雷', '自己的密码很长很长的')).toMatchObject({ ok: true });
    const { password: madeUp } = await newUser('han');
    expect(await signIn('han', madeUp)).toMatchObject({ ok: true });
  });

  test.each([
    [{ login: 'admin' }, 'login-taken'],
    [{ login: 'ADMIN' }, 'login-taken'],
    [{ login: '' }, 'login-invalid'],
    [{ login: 'x', password: 'short' }, 'password-too-short'],
    [{ login: 'x', password: 'x'.repeat(300) }, 'password-too-long'],
  ])('like %j are refused: %s', async (user, reason) => {
    expect(await accounts.createUser(tenantId, { role: 'agent', ...user })).toEqual({ ok: false, reason });
  });

  test('change their role at once, in sessions that are open, too', async () => {
    const { userId, password: own } = await newUser('han');
    const { token } = await signedIn('han', own);
    expect(await accounts.changeUser(tenantId, userId, { role: 'supervisor', displayName: '韩' })).toMatchObject({
      ok: true,
      user: { role: 'supervisor', displayName: '韩' },
    });
    expect(await accounts.authenticate(token)).toMatchObject({ role: 'supervisor' });
  });

  test('who are disabled are signed out and stay out until enabled again', async () => {
    const { userId, password: own } = await newUser('han');
    const { token } = await signedIn('han', own);
    await accounts.changeUser(tenantId, userId, { disabled: true });
    expect(await accounts.authenticate(token)).toBeNull();
    expect(await signIn('han', own)).toMatchObject({ ok: false });
    await accounts.changeUser(tenantId, userId, { disabled: false });
    expect(await signIn('han', own)).toMatchObject({ ok: true });
  });

  test('never lose their last owner, not even to two changes at once', async () => {
    const { userId: second } = await newUser('second', 'owner');
    const { userId: first } = await admin();
    const answers = await Promise.all([
      accounts.changeUser(tenantId, first, { role: 'agent' }),
      accounts.changeUser(tenantId, second, { disabled: true }),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers).toContainEqual({ ok: false, reason: 'last-owner' });
  });

  test('who do not exist cannot be changed', async () => {
    const nobody = newUuid() as UserId;
    expect(await accounts.changeUser(tenantId, nobody, { disabled: true })).toEqual({
      ok: false,
      reason: 'no-such-user',
    });
    expect(await accounts.resetPassword(tenantId, nobody)).toBeNull();
  });
});

describe('a password', () => {
  test('is changed by who knows the present one; other sessions end, this one stays', async () => {
    const [here, elsewhere] = [await signedIn(), await signedIn()];
    const me = await admin();
    const change = { current: password, next: 'another-one-2026', sessionToken: here.token };
    expect(await accounts.changePassword(me, change)).toEqual({ ok: true });
    expect(await accounts.authenticate(here.token)).not.toBeNull();
    expect(await accounts.authenticate(elsewhere.token)).toBeNull();
    expect(await signIn('admin', 'another-one-2026')).toMatchObject({ ok: true });
  });

  test('is not changed otherwise', async () => {
    const me = await admin();
    expect(await accounts.changePassword(me, { current: password, next: 'short' })).toMatchObject({
      reason: 'password-too-short',
    });
    for (let failure = 0; failure < 5; failure++)
      expect(await accounts.changePassword(me, { current: 'wrong', next: 'another-one-2026' })).toEqual({
        ok: false,
        reason: 'wrong-credentials',
      });
    expect(await accounts.changePassword(me, { current: password, next: 'another-one-2026' })).toMatchObject({
      reason: 'locked',
    });
  });

  test('that is reset opens a locked account and ends its sessions', async () => {
    const { token } = await signedIn();
    const { userId } = await admin();
    for (let failure = 0; failure < 5; failure++) await signIn('admin', 'wrong-wrong');
    const next = await accounts.resetPassword(tenantId, userId);
    expect(await accounts.authenticate(token)).toBeNull();
    expect(await signIn('admin', next!)).toMatchObject({ ok: true });
  });
});

async function newKey(
  change: Partial<Parameters<Accounts['createApiKey']>[1]> = {},
): Promise<{ readonly keyId: string; readonly key: string }> {
  const made = await accounts.createApiKey(tenantId, {
    name: 'crm',
    scopes: ['calls:read'],
    createdBy: 'admin',
    ...change,
  });
  if (!made.ok) throw new Error(made.reason);
  return made;
}

describe('an API key', () => {
  test('speaks for its tenant with its scopes, until revoked', async () => {
    const { key, keyId } = await newKey();
    expect(key).toMatch(/^wk_[0-9a-f-]{36}_[0-9a-f]{64}$/);
    expect(await accounts.authenticate(key)).toEqual({
      kind: 'api-key',
      tenantId,
      keyId,
      name: 'crm',
      scopes: ['calls:read'],
    });
    expect(await accounts.listApiKeys(tenantId)).toEqual([
      expect.objectContaining({
        keyId,
        name: 'crm',
        hint: key.slice(-4),
        createdBy: 'admin',
        revokedAtMs: null,
        lastUsedAtMs: expect.any(Number),
      }),
    ]);
    expect(await accounts.revokeApiKey(tenantId, keyId)).toBe(true);
    expect(await accounts.revokeApiKey(tenantId, keyId)).toBe(false);
    expect(await accounts.authenticate(key)).toBeNull();
  });

  test('is revoked by its name, which another may have then', async () => {
    const { key } = await newKey();
    const again = await accounts.createApiKey(tenantId, { name: 'crm', scopes: ['calls:read'], createdBy: 'cli' });
    expect(again).toEqual({ ok: false, reason: 'name-taken' });
    expect(await accounts.revokeApiKey(tenantId, 'crm')).toBe(true);
    const { key: next } = await newKey();
    expect([await accounts.authenticate(key), await accounts.authenticate(next)]).toEqual([
      null,
      expect.objectContaining({ name: 'crm' }),
    ]);
  });

  test.each([
    [{ name: ' ' }, 'name-invalid'],
    [{ name: 'x'.repeat(65) }, 'name-invalid'],
    [{ scopes: [] }, 'no-scope'],
  ])('like %j is refused: %s', async (change, reason) => {
    const key = { name: 'crm', scopes: ['calls:read'], createdBy: 'cli', ...change } as const;
    expect(await accounts.createApiKey(tenantId, key)).toEqual({ ok: false, reason });
  });

  test('that has expired speaks for nobody', async () => {
    const { key } = await newKey({ expiresAtMs: 1 });
    expect(await accounts.authenticate(key)).toBeNull();
  });

  test('is no session, and one of another tenant is unknown', async () => {
    const { key } = await newKey();
    expect(await accounts.authenticate(key.replace('wk_', 'ws_'))).toBeNull();
    const elsewhere = await database.newTenant();
    expect(await accounts.authenticate(key.replace(tenantId, elsewhere))).toBeNull();
    expect(await accounts.listApiKeys(elsewhere)).toEqual([]);
    expect(await accounts.revokeApiKey(elsewhere, 'crm')).toBe(false);
    expect(await accounts.authenticate(key)).not.toBeNull();
  });

  test('keeps nothing from which the key could be made', async () => {
    const { key } = await newKey();
    const [row] = await database.withTenant(tenantId, (db) => db.selectFrom('api_keys').selectAll().execute());
    expect(row!.key_hash).toHaveLength(32);
    expect(key).not.toContain(row!.key_hash.toString('hex'));
  });

  test('with a scope of another version is allowed what is known', async () => {
    const { key, keyId } = await newKey();
    await sql`update api_keys set scopes = '{calls:read,moon:fly}' where id = ${keyId}`.execute(database.admin);
    expect(await accounts.authenticate(key)).toMatchObject({ scopes: ['calls:read'] });
  });
});
