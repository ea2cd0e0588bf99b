import type { PoolConfig } from 'pg';
import type { Database } from './database.ts';
import type { Server } from './server.ts';

/** Who holds a `Database` must not become its owner: the way there is known to this room alone. */
const servers = new WeakMap<Database, Server>();

export function rememberOwner(database: Database, server: Server): void {
  servers.set(database, server);
}

/** How to connect as `waihu_owner` to what `database` serves. */
export function ownerConnection(database: Database): PoolConfig {
  const server = servers.get(database);
  if (!server) throw new Error('this Database was not opened by storage');
  return server.connection('owner');
}
