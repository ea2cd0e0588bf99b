import { hostname } from 'node:os';
import { connectionSettings } from './connection.ts';
import { CodedError } from '../foundation/errors.ts';
import { roleNames, schemaName, type Server } from './server.ts';

/**
 * A PostgreSQL that somebody else runs (`DATABASE_URL`). Every connection signs in as the URL's user and takes the role it
 * works in at once, so no further password is needed. The user need be no superuser: one that may take the two roles is
 * enough, and better.
 */
export function givenServer(options: { readonly databaseUrl: string; readonly dataFolder: string }): Server {
  const url = parseUrl(options.databaseUrl);
  return {
    lockName: `${hostname()}:${options.dataFolder}`,
    title: `${url.hostname || 'local'}${url.pathname}`,
    connection: (as) => ({
      connectionString: url.href,
      keepAlive: true,
      ...connectionSettings({
        search_path: `${schemaName},pg_temp`,
        ...(as === 'admin' ? {} : { role: roleNames[as] }),
      }),
    }),
    ensureRunning: async () => undefined,
    ensureDatabase: async () => undefined,
    stop: async () => undefined,
  };
}

function parseUrl(databaseUrl: string): URL {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2)
    throw new CodedError(
      'database-url-invalid',
      'DATABASE_URL is not a PostgreSQL address: wanted postgresql://user:password@host:5432/database',
    );
  return url;
}
