import { tenantIdSchema, type TenantId } from '../contract/ids.ts';
import { noLines, type LinesDocument, type Seat, type Trunk } from '../contract/lines-document.ts';
import { messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Database } from '../storage/index.ts';
import { linesChannel, selectLines } from './lines-store.ts';

/** A tenant's lines as they were when they were last read; version 0 where none were ever applied. */
export interface LinesSnapshot {
  readonly version: number;
  readonly document: LinesDocument;
}

/** The lines of all tenants, kept in memory for calls, which never wait for a database. */
export interface LinesSnapshots extends AsyncDisposable {
  /** The tenant's lines: from memory, read once where they are not there yet. */
  of(tenantId: TenantId): Promise<LinesSnapshot>;
  /** From memory alone; null until `of` has read them once. With the database away it is the last that was read. */
  inMemory(tenantId: TenantId): LinesSnapshot | null;
  trunk(tenantId: TenantId, name: string): Trunk | null;
  seat(tenantId: TenantId, name: string): Seat | null;
  /** Calls `listener` after a tenant's lines changed, here or on another node. The returned function ends it. */
  onChange(listener: (tenantId: TenantId, snapshot: LinesSnapshot) => void): () => void;
}

/** Reads lines as they are asked for and again whenever some node applies new ones. */
export async function openLinesSnapshots(database: Database, logger: Logger): Promise<LinesSnapshots> {
  const known = new Map<TenantId, LinesSnapshot>();
  const listeners = new Set<(tenantId: TenantId, snapshot: LinesSnapshot) => void>();

  async function read(tenantId: TenantId): Promise<LinesSnapshot> {
    const stored = await database.withTenant(tenantId, (db) => selectLines(db));
    const fresh = { version: stored?.version ?? 0, document: stored?.document ?? noLines };
    const before = known.get(tenantId);
    if (before && before.version >= fresh.version) return before;
    known.set(tenantId, fresh);
    if (before) for (const listener of listeners) listener(tenantId, fresh);
    return fresh;
  }
  /** An empty payload means that some notices may have been missed. */
  const readAgain = async (payload: string): Promise<void> => {
    const changed = payload === '' ? [...known.keys()] : [tenantIdSchema.parse(payload)];
    for (const tenantId of changed) if (known.has(tenantId)) await read(tenantId);
  };
  const stop = await database.listen(linesChannel, (payload) => {
    readAgain(payload).catch((error: unknown) =>
      logger.warn({ error: messageOf(error) }, 'lines could not be read again; calls go on with the last'),
    );
  });

  return {
    of: async (tenantId) => known.get(tenantId) ?? read(tenantId),
    inMemory: (tenantId) => known.get(tenantId) ?? null,
    trunk: (tenantId, name) => known.get(tenantId)?.document.trunks.find((trunk) => trunk.name === name) ?? null,
    seat: (tenantId, name) => known.get(tenantId)?.document.seats.find((seat) => seat.name === name) ?? null,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.asyncDispose]: stop,
  };
}
