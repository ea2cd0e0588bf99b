import pg, { type Client } from 'pg';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { roleNames, schemaName, type Server } from './server.ts';

const oldestServerVersion = 150_000;
/** Serialises programs that prepare the same server: "waihu" as a number. */
const preparationLock = 0x77616968;

interface RoleRow {
  rolname: string;
  rolsuper: boolean;
  rolbypassrls: boolean;
  rolcanlogin: boolean;
}

async function findRoles(client: Client): Promise<Map<string, RoleRow>> {
  const { rows } = await client.query<RoleRow>(
    'select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = any($1)',
    [Object.values(roleNames)],
  );
  return new Map(rows.map((row) => [row.rolname, row]));
}

async function makeRoles(client: Client, mayLogIn: boolean): Promise<void> {
  const found = await findRoles(client);
  for (const name of Object.values(roleNames)) {
    if (!found.has(name)) await client.query(`create role ${name} ${mayLogIn ? 'login' : 'nologin'} noinherit`);
    else if (mayLogIn && !found.get(name)?.rolcanlogin) await client.query(`alter role ${name} login`);
  }
}

/** The user of the URL must be able to take both roles. Superusers can; from PostgreSQL 16 on a role's maker may grant itself. */
async function grantRolesToUs(client: Client): Promise<void> {
  for (const name of Object.values(roleNames)) {
    const { rows } = await client.query<{ may: boolean }>(`select pg_has_role(current_user, $1, 'member') as may`, [
      name,
    ]);
    if (!rows[0]?.may) await client.query(`grant ${name} to current_user`);
    await client.query(`set role ${name}`);
    await client.query('reset role');
  }
}

async function makeSchema(client: Client): Promise<void> {
  const { rows } = await client.query<{ owner: string }>(
    'select nspowner::regrole::text as owner from pg_namespace where nspname = $1',
    [schemaName],
  );
  if (rows[0]) return;
  await client.query(`
    create schema ${schemaName} authorization ${roleNames.owner};
    grant usage on schema ${schemaName} to ${roleNames.app};
    do $$ begin execute format('grant create on database %I to ${roleNames.owner}', current_database()); end $$;`);
}

function refusal(server: Server, user: string, cause: unknown): CodedError {
  return new CodedError(
    'database-roles',
    `the user "${user}" of the database ${server.title} may not prepare it (${messageOf(cause)}). Ask its administrator to run: ` +
      `create role ${roleNames.owner}; create role ${roleNames.app}; grant ${roleNames.owner}, ${roleNames.app} to "${user}"; ` +
      `create schema ${schemaName} authorization ${roleNames.owner}; grant usage on schema ${schemaName} to ${roleNames.app}; ` +
      `grant create on database <this database> to ${roleNames.owner}`,
    { user },
    cause,
  );
}

/** The role that serves must be bound by row security whatever was done to it. */
async function checkAppRole(client: Client): Promise<void> {
  const app = (await findRoles(client)).get(roleNames.app);
  const { rows } = await client.query<{ member: boolean }>(`select pg_has_role($1, $2, 'member') as member`, [
    roleNames.app,
    roleNames.owner,
  ]);
  if (app?.rolsuper || app?.rolbypassrls || rows[0]?.member)
    throw new CodedError(
      'database-role-unsafe',
      `the role ${roleNames.app} is a superuser, has BYPASSRLS or is a member of ${roleNames.owner}: tenants would see each other; take that from it`,
    );
}

/** Makes the two roles and the schema where they are missing, and refuses a server where tenants could not be kept apart. */
export async function prepareRoles(server: Server, mayLogIn: boolean): Promise<void> {
  const client = new pg.Client(server.connection('admin'));
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; name: number; user: string }>(
      `select current_setting('server_version') as version, current_setting('server_version_num')::int as name, current_user as user`,
    );
    const [about] = rows;
    if (!about || about.name < oldestServerVersion)
      throw new CodedError(
        'database-version',
        `the database ${server.title} is PostgreSQL ${about?.version}: Waihu needs 15 or newer`,
      );
    await client.query('select pg_advisory_lock($1)', [preparationLock]);
    try {
      await makeRoles(client, mayLogIn);
      if (!mayLogIn) await grantRolesToUs(client);
      await makeSchema(client);
    } catch (cause) {
      throw refusal(server, about.user, cause);
    }
    await checkAppRole(client);
  } finally {
    await client.end();
  }
}
