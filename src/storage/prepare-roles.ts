import pg, { type Client } from 'pg';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { roleNames, schemaName, type Server } from './server.ts';

const oldestServerVersion = 150_000;
/** Serialises programs that prepare the same server: "waihu" as a number. */
const preparationLock = 0x77616968;

interface ServerFacts {
  version: string;
  number: number;
  user: string;
  database: string;
}

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

/** What an administrator has to run so that `user` can do the rest. */
async function remedy(client: Client, about: ServerFacts): Promise<string> {
  const found = await findRoles(client);
  const { rows } = await client.query('select from pg_namespace where nspname = $1', [schemaName]);
  return [
    ...Object.values(roleNames)
      .filter((name) => !found.has(name))
      .map((name) => `create role ${name} noinherit`),
    `grant ${Object.values(roleNames).join(', ')} to "${about.user}"`,
    ...(rows.length > 0 ? [] : [`create schema ${schemaName} authorization ${roleNames.owner}`]),
    `grant usage on schema ${schemaName} to ${roleNames.app}`,
    `grant create on database "${about.database}" to ${roleNames.owner}`,
  ].join('; ');
}

async function refusal(client: Client, about: ServerFacts, cause: unknown): Promise<CodedError> {
  return new CodedError(
    'database-roles',
    `the user "${about.user}" may not prepare the database "${about.database}" (${messageOf(cause)}). ` +
      `Ask its administrator to run there: ${await remedy(client, about)}`,
    { user: about.user, database: about.database },
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

async function readServer(client: Client, server: Server): Promise<ServerFacts> {
  const { rows } = await client.query<ServerFacts>(`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
      current_user as user, current_database() as database`);
  const [about] = rows;
  if (!about || about.number < oldestServerVersion)
    throw new CodedError(
      'database-version',
      `the database ${server.title} is PostgreSQL ${about?.version}: Waihu needs 15 or newer`,
    );
  return about;
}

async function connectAsAdmin(server: Server): Promise<Client> {
  const client = new pg.Client(server.connection('admin'));
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    throw new CodedError(
      'database-unreachable',
      `the database ${server.title} cannot be reached: ${messageOf(cause)}; check that it runs and what DATABASE_URL says`,
      {},
      cause,
    );
  }
}

/** Makes the two roles and the schema where they are missing, and refuses a server where tenants could not be kept apart. */
export async function prepareRoles(server: Server, mayLogIn: boolean): Promise<void> {
  const client = await connectAsAdmin(server);
  try {
    const about = await readServer(client, server);
    await client.query('select pg_advisory_lock($1)', [preparationLock]);
    try {
      await makeRoles(client, mayLogIn);
      if (!mayLogIn) await grantRolesToUs(client);
      await makeSchema(client);
    } catch (cause) {
      throw await refusal(client, about, cause);
    }
    await checkAppRole(client);
  } finally {
    await client.end();
  }
}
