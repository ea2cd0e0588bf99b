import type { ClientConfig } from 'pg';

/** As whom a connection works. `admin` makes roles and databases and is used while opening only. */
export type ConnectAs = 'admin' | 'owner' | 'app';

/** A PostgreSQL to work with: one we run ourselves, or one we were given. */
export interface Server {
  /** Names what two programs must not share; only one of those that give the same name may work at a time. */
  readonly lockName: string;
  /** What to call it in messages: a folder or a host, never with credentials. */
  readonly title: string;
  connection(as: ConnectAs): ClientConfig;
  /** Starts what must be started and resolves when connections are taken. Called again whenever it was lost. */
  ensureRunning(): Promise<void>;
  /** Makes the database that `connection` names, where it is ours to make. */
  ensureDatabase(): Promise<void>;
  /** Ends it, where it is ours to end. */
  stop(): Promise<void>;
}

/** The roles of the platform; `waihu_owner` owns and migrates, `waihu_app` serves and owns nothing. */
export const roleNames = { owner: 'waihu_owner', app: 'waihu_app' } as const;

export const schemaName = 'waihu';
export const databaseName = 'waihu';
