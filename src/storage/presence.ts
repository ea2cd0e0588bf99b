import { hostname } from 'node:os';
import pg, { type Client } from 'pg';
import { delay, type Clock } from '../foundation/clock.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import { isAlive } from './embedded/postmaster.ts';
import type { Server } from './server.ts';

/** A killed program's connection is closed by the kernel at once, but its backend may need a moment to see it. */
const longestWaitForDeadHolderMs = 5_000;
const retryAfterMs = [20, 50, 100, 250, 500, 1_000, 2_000];

export interface PresenceOptions {
  readonly server: Server;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * One connection that is always there. It holds the lock that keeps a second program off, it hears notifications, and its
 * end is how we know that the database went away; then it brings the database back.
 *
 *            connection ends
 *   present ────────────────► away ──► start the server if it is ours, connect, lock, listen again ──► present
 *      └──────── close() ───────┴────────────────────────────────────────────────────────────────────► closed
 */
export class Presence {
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #channels = new Map<string, Set<(payload: string) => void>>();
  #client: Client | undefined;
  #closing = new AbortController();
  #comingBack: Promise<void> | undefined;

  constructor({ server, clock, logger }: PresenceOptions) {
    this.#server = server;
    this.#clock = clock;
    this.#logger = logger;
  }

  get present(): boolean {
    return this.#client !== undefined;
  }

  /** Connects and takes the lock; rejects with `data-folder-in-use` when another living program holds it. */
  async open(): Promise<void> {
    const client = new pg.Client({
      ...this.#server.connection('owner'),
      application_name: `waihu ${process.pid} ${hostname()}`.slice(0, 63),
    });
    const ended = new Promise<void>((resolve) => {
      client.once('end', resolve);
    });
    client.on('error', () => void client.end().catch(() => undefined));
    client.on('notification', ({ channel, payload }) => this.#notify(channel, payload ?? ''));
    try {
      await client.connect();
      await takeLock(client, this.#server, this.#clock);
      for (const channel of this.#channels.keys()) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    void ended.then(() => this.#lost(client));
  }

  /** Calls `onNotify` with each payload, and with '' when the database came back, since some may have been missed. */
  async listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>> {
    const listeners = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, listeners.add(onNotify));
    if (listeners.size === 1) await this.#say('listen', channel);
    return async () => {
      listeners.delete(onNotify);
      if (listeners.size > 0 || this.#channels.get(channel) !== listeners) return;
      this.#channels.delete(channel);
      await this.#say('unlisten', channel);
    };
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the database is closed'));
    await this.#comingBack;
    await this.#client?.end().catch(() => undefined);
    this.#client = undefined;
  }

  /** With the database away nothing need be said: coming back listens to all channels anew. */
  async #say(what: 'listen' | 'unlisten', channel: string): Promise<void> {
    const client = this.#client;
    await client?.query(`${what} ${client.escapeIdentifier(channel)}`).catch((error: unknown) => {
      if (this.#client === client) throw error;
    });
  }

  #notify(channel: string, payload: string): void {
    for (const listener of this.#channels.get(channel) ?? []) listener(payload);
  }

  #lost(client: Client): void {
    if (this.#client !== client || this.#closing.signal.aborted) return;
    this.#client = undefined;
    this.#logger.warn({ database: this.#server.title }, 'The database went away');
    this.#comingBack = this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    for (let attempt = 0; !this.#closing.signal.aborted; attempt++) {
      try {
        await this.#server.ensureRunning();
        await this.open();
        this.#logger.info({ database: this.#server.title, attempts: attempt + 1 }, 'The database is back');
        for (const channel of this.#channels.keys()) this.#notify(channel, '');
        return;
      } catch (error) {
        this.#logger.warn({ database: this.#server.title, reason: messageOf(error) }, 'The database is still away');
        const waitMs = retryAfterMs[Math.min(attempt, retryAfterMs.length - 1)] ?? 0;
        await delay(this.#clock, waitMs, this.#closing.signal).catch(() => undefined);
      }
    }
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

async function findHolder(client: Client, lockName: string): Promise<Holder | undefined> {
  const { rows } = await client.query<{ application_name: string }>(
    `select application_name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and objsubid = 1
       and (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`,
    [lockName],
  );
  const [, pid, host] = /^waihu (\d+) (.*)$/.exec(rows[0]?.application_name ?? '') ?? [];
  return pid === undefined || host === undefined ? undefined : { pid: Number(pid), host };
}

async function takeLock(client: Client, server: Server, clock: Clock): Promise<void> {
  const giveUpAtMs = clock.monotonicMs() + longestWaitForDeadHolderMs;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
      [server.lockName],
    );
    if (rows[0]?.taken) return;
    const holder = await findHolder(client, server.lockName);
    const lives = holder !== undefined && (holder.host !== hostname().slice(0, 50) || (await isAlive(holder.pid)));
    if (lives || clock.monotonicMs() > giveUpAtMs)
      throw new CodedError(
        'data-folder-in-use',
        `another Waihu works on ${server.title}: process ${holder?.pid ?? 'unknown'} on ${holder?.host ?? 'this machine'}; stop it first, or give this one a data folder of its own`,
        { folder: server.title, pid: holder?.pid, host: holder?.host },
      );
    await delay(clock, 20);
  }
}
