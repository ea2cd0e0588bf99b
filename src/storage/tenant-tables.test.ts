import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type QueryResult, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { TenantId } from '../contract/ids.ts';
import type { Tables } from './tables.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

const policyText = `(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid)`;
/** Kept by the migrator itself; `waihu_app` may not touch them, which is asserted like of all others. */
const migratorTables = ['waihu_migrations', 'waihu_migrations_lock'];

/** Insufficient privilege, which is also what a row for somebody else gets. */
const refused = { code: '42501' };

interface TableFacts {
  name: string;
  comment: string | null;
  forced: boolean;
  tenant_column: boolean;
  tenant_policy: boolean;
  app_privileges: string[];
  /** A column that waihu_app may update. */
  updatable: string | null;
}

/** What the catalogue says of every table, materialised view and foreign table of the schema. */
async function readCatalogue(db: Kysely<Tables>): Promise<TableFacts[]> {
  const { rows } = await sql<TableFacts>`
    select c.relname as name,
      obj_description(c.oid, 'pg_class') as comment,
      c.relrowsecurity and c.relforcerowsecurity as forced,
      exists (select from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull and a.atttypid = 'uuid'::regtype
          and pg_get_expr(d.adbin, d.adrelid) =
            ${`(NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid`}) as tenant_column,
      exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polroles = '{0}'
        and pg_get_expr(p.polqual, p.polrelid) = ${policyText}
        and pg_get_expr(p.polwithcheck, p.polrelid) = ${policyText})
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname <> 'tenant'
        and (select oid from pg_roles where rolname = 'waihu_owner') <> all (p.polroles)) as tenant_policy,
      array(select distinct lower(acl.privilege_type) from (
          select c.relacl as acl union all select attacl from pg_attribute where attrelid = c.oid) as lists,
        aclexplode(lists.acl) as acl
        where acl.grantee = 0 or acl.grantee = 'waihu_app'::regrole order by 1) as app_privileges,
      (select attname from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' and a.attidentity = '' and has_column_privilege('waihu_app', c.oid, a.attnum, 'update')
        order by attname limit 1) as updatable
    from pg_class c
    where c.relnamespace = 'waihu'::regnamespace and c.relkind in ('r', 'p', 'm', 'f')
    order by c.relname`.execute(db);
  return rows;
}

/** What is wrong with a table, in words; empty where tenants are kept apart. */
function faultsOf(table: TableFacts): string[] {
  const isPlatform = table.comment?.startsWith('platform: ') === true || migratorTables.includes(table.name);
  if (isPlatform)
    return table.app_privileges.length > 0 ? [`${table.name}: waihu_app may ${table.app_privileges.join(', ')}`] : [];
  const faults = [];
  if (!table.tenant_column) faults.push('has no tenant_id of the transaction');
  if (!table.forced) faults.push('does not force row security');
  if (!table.tenant_policy) faults.push('has no tenant policy, or one beside it');
  if (table.app_privileges.some((privilege) => ['truncate', 'references', 'trigger', 'maintain'].includes(privilege)))
    faults.push('lets waihu_app do more than rows');
  return faults.map((fault) => `${table.name}: ${fault}; declare it with waihu_tenant_table or waihu_platform_table`);
}

async function findFaults(db: Kysely<Tables>): Promise<string[]> {
  return (await readCatalogue(db)).flatMap(faultsOf);
}

async function tenantTables(db: Kysely<Tables>): Promise<TableFacts[]> {
  return (await readCatalogue(db)).filter((table) => table.tenant_column);
}

/** Takes away what stands in the way of made-up rows; the database is thrown away afterwards. */
async function dropConstraints(db: Kysely<Tables>): Promise<void> {
  await sql`
    do $$ declare c record; begin
      for c in select conrelid::regclass as t, conname from pg_constraint
        where connamespace = 'waihu'::regnamespace and contype in ('f', 'c') loop
        execute format('alter table %s drop constraint %I cascade', c.t, c.conname);
      end loop;
    end $$`.execute(db);
}

interface ColumnFacts {
  name: string;
  type: string;
  labels: string[];
}

/** A value of a column's type, different each time. */
function madeUp({ type, labels }: ColumnFacts, count: number): unknown {
  if (labels.length > 0) return labels[0];
  if (type.endsWith('[]')) return '{}';
  if (type === 'uuid') return randomUUID();
  if (type === 'boolean') return true;
  if (/^(smallint|integer|bigint|numeric|real|double)/.test(type)) return count;
  if (/^jsonb?$/.test(type)) return '{}';
  if (type === 'bytea') return Buffer.from(randomUUID());
  if (/^(timestamp|date)/.test(type)) return '2026-03-02T02:00:00Z';
  if (type === 'interval') return '1 minute';
  if (type.startsWith('time')) return '09:00';
  if (type.endsWith('range')) return 'empty';
  return `made-up-${count}`;
}

let made = 0;

/** Writes one row as superuser, whatever the table asks for. */
async function plantRow(db: Kysely<Tables>, table: string, tenant: TenantId): Promise<QueryResult<unknown>> {
  const { rows: columns } = await sql<ColumnFacts>`
    select a.attname as name, format_type(a.atttypid, null) as type,
      array(select enumlabel::text from pg_enum e where e.enumtypid = a.atttypid order by enumsortorder) as labels
    from pg_attribute a where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped
      and a.attgenerated = '' and a.attidentity = '' and a.attname <> 'tenant_id'
      and a.attnotnull and not a.atthasdef`.execute(db);
  made++;
  const names = [...columns.map(({ name }) => sql.ref(name)), sql.ref('tenant_id')];
  const values = [...columns.map((column) => sql`${madeUp(column, made)}`), sql`${tenant}`];
  return sql`insert into ${sql.ref(table)} (${sql.join(names)}) values (${sql.join(values)})`.execute(db);
}

async function fillForBoth(database: TestDatabase, mine: TenantId, theirs: TenantId): Promise<void> {
  await dropConstraints(database.admin);
  for (const { name } of await tenantTables(database.admin)) {
    if (name === 'tenants') continue;
    for (const tenant of [mine, theirs, theirs]) await plantRow(database.admin, name, tenant);
  }
}

async function countOf(db: Kysely<Tables>, table: string, tenant: TenantId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.ref(table)} where tenant_id = ${tenant}`.execute(db);
  return Number(rows[0]?.count);
}

type RowsOrRefusal = number | string;

interface Used {
  name: string;
  read: RowsOrRefusal;
  readWithoutTenant: RowsOrRefusal;
  inserted: RowsOrRefusal;
  updated: RowsOrRefusal;
  givenAway: RowsOrRefusal;
  deleted: RowsOrRefusal;
  theirsAreAsBefore: boolean;
}

async function rowsOrRefusal(result: Promise<QueryResult<unknown>>): Promise<RowsOrRefusal> {
  return result.then(
    ({ rows, numAffectedRows }) => Number(numAffectedRows ?? rows.length),
    (error: unknown) => String((error as { code?: unknown }).code),
  );
}

/** Does all that a careless query could do, as the tenant that has one row beside the other's two. */
async function useWithoutWhere(
  database: TestDatabase,
  { name, updatable }: TableFacts,
  mine: TenantId,
  theirs: TenantId,
): Promise<Used> {
  const table = sql.ref(name);
  const column = sql.ref(updatable ?? 'tenant_id');
  const run = (statement: RawBuilder<unknown>): Promise<RowsOrRefusal> =>
    rowsOrRefusal(database.withTenant(mine, (db) => statement.execute(db)));
  const before = await countOf(database.admin, name, theirs);
  return {
    name,
    read: await run(sql`select * from ${table}`),
    readWithoutTenant: await rowsOrRefusal(database.platform((db) => sql`select * from ${table}`.execute(db))),
    inserted: await rowsOrRefusal(database.withTenant(mine, (db) => plantRow(db, name, theirs))),
    updated: await run(sql`update ${table} set ${column} = ${column}`),
    givenAway: await run(sql`update ${table} set tenant_id = ${theirs}`),
    deleted: await run(sql`delete from ${table}`),
    theirsAreAsBefore: (await countOf(database.admin, name, theirs)) === before,
  };
}

/** What must come of it. */
function keptApart({ name, app_privileges, updatable }: TableFacts): Used {
  const rowsIf = (may: boolean, rows: number): RowsOrRefusal => (may ? rows : refused.code);
  return {
    name,
    read: rowsIf(app_privileges.includes('select'), 1),
    readWithoutTenant: rowsIf(app_privileges.includes('select'), 0),
    inserted: refused.code,
    updated: rowsIf(updatable !== null, 1),
    givenAway: refused.code,
    deleted: rowsIf(app_privileges.includes('delete'), 1),
    theirsAreAsBefore: true,
  };
}

describe('every table keeps tenants apart', () => {
  test('the catalogue knows no table that was not declared', async () => {
    await using database = await testDatabase();
    expect(await findFaults(database.admin)).toEqual([]);
    expect((await tenantTables(database.admin)).length).toBeGreaterThan(5);
  });

  test('a new table without a policy is found', async () => {
    await using database = await testDatabase();
    await sql`create table planted (tenant_id uuid not null, phone text)`.execute(database.admin);
    expect(await findFaults(database.admin)).toHaveLength(3);
    await sql`grant select on planted to waihu_app`.execute(database.admin);
    await sql`comment on table planted is 'platform: planted'`.execute(database.admin);
    expect(await findFaults(database.admin)).toEqual(['planted: waihu_app may select']);
    await sql`comment on table planted is null`.execute(database.admin);
    await sql`set role waihu_owner; create table half (phone text); select waihu_tenant_table('half'); reset role`.execute(
      database.admin,
    );
    await sql`drop table planted`.execute(database.admin);
    expect(await findFaults(database.admin)).toEqual([]);
    await sql`create policy everybody on half using (true)`.execute(database.admin);
    expect(await findFaults(database.admin)).toHaveLength(1);
    await sql`drop policy everybody on half; alter table half no force row level security`.execute(database.admin);
    expect(await findFaults(database.admin)).toHaveLength(1);
  });

  test('read and written without a WHERE, every table gives and changes own rows only', async () => {
    await using database = await testDatabase();
    const [mine, theirs] = [await database.newTenant(), await database.newTenant()];
    await fillForBoth(database, mine, theirs);
    const tables = await tenantTables(database.admin);
    const seen = [];
    for (const table of tables) seen.push(await useWithoutWhere(database, table, mine, theirs));
    expect(seen).toEqual(tables.map(keptApart));
  });
});

/** Of a given database the URL's user takes the role, and could take another: that is between the URL and its user. */
const signsInAsItself = inject('testCluster').databaseUrl === null;

describe('waihu_app cannot get around it', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  test('it is no superuser, bypasses nothing, owns nothing and is in no other role', async () => {
    const { rows } = await sql<object>`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
        exists (select from pg_auth_members where member = r.oid) as member,
        exists (select from pg_class where relowner = r.oid) as owner
      from pg_roles r where rolname = 'waihu_app'`.execute(database.admin);
    expect(rows).toHaveLength(1);
    expect(Object.values(rows[0]!)).toEqual(Array(7).fill(false));
  });

  test.each([
    'set local row_security = off; select * from users',
    'alter table users no force row level security',
    'alter table users disable row level security',
    'create policy mine on users using (true)',
    'create table mine (id int)',
    'select * from platform_settings',
    'select * from waihu_migrations',
    'select * from waihu_jobs._private_jobs',
    "select waihu_jobs.add_job('x')",
    "select waihu_tenant_table('users')",
    'truncate sessions',
    "copy users to '/tmp/users'",
    'create extension dblink',
    'alter role waihu_app bypassrls',
    ...(signsInAsItself ? ['set role waihu_owner', 'set session authorization waihu_owner'] : []),
  ])('%s is refused', async (statement) => {
    const tenant = await database.newTenant();
    await expect(database.withTenant(tenant, (db) => sql.raw(statement).execute(db))).rejects.toMatchObject(refused);
  });

  test('functions that run as the owner have a fixed search_path, views run as who asks, and nothing is for everybody', async () => {
    const { rows } = await sql`
      select proname from pg_proc where pronamespace = 'waihu'::regnamespace and (
        has_function_privilege('public', oid, 'execute')
        or prosecdef and not coalesce(array_to_string(proconfig, ',') like '%search_path=waihu, pg_temp%', false))
      union all
      select relname from pg_class where relnamespace = 'waihu'::regnamespace and relkind = 'v'
        and not coalesce('security_invoker=true' = any (reloptions), false)`.execute(database.admin);
    expect(rows).toEqual([]);
  });
});

test('a pooled connection that served one tenant shows nothing to who comes without one', async () => {
  await using database = await testDatabase();
  const tenant = await database.newTenant();
  const setting = sql<{ tenant: string }>`select current_setting('app.tenant', true) as tenant`;
  // More than the pool holds, so that every connection has served before.
  await Promise.all(Array.from({ length: 12 }, () => database.withTenant(tenant, (db) => setting.execute(db))));
  const after = await Promise.all(Array.from({ length: 12 }, () => database.platform((db) => setting.execute(db))));
  expect(after.some(({ rows }) => rows[0]?.tenant === '')).toBe(true);
  const seen = await database.platform((db) => db.selectFrom('tenants').selectAll().execute());
  expect(seen).toEqual([]);
});

test('errors say what was violated but quote no value', async () => {
  await using database = await testDatabase();
  const tenant = await database.newTenant();
  const insert = () =>
    database.withTenant(tenant, (db) =>
      db.insertInto('settings').values({ name: '+8613800138000', value: '{}' }).execute(),
    );
  await insert();
  const error: unknown = await insert().catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: '23505', constraint: 'settings_pkey' });
  expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('13800138000');
  const badUuid = database.withTenant(tenant, (db) => sql`select * from users where id = ${'13800138000'}`.execute(db));
  const second: unknown = await badUuid.catch((caught: unknown) => caught);
  expect(second).toMatchObject({ code: '22P02' });
  expect(JSON.stringify(second) + String((second as Error).stack)).not.toContain('13800138000');
});
