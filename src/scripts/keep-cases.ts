import type { TenantId } from '../contract/ids.ts';
import type { Database } from '../storage/index.ts';
import { selectCases, upsertCases, type KeptCases } from './case-store.ts';

/** Keeps the cases of a script in place of those before: from now on its drafts are published only where they go as they should. */
export function keepCases(
  database: Database,
  tenantId: TenantId,
  scriptId: string,
  cases: KeptCases,
  atMs: number,
): Promise<void> {
  return database.withTenant(tenantId, (db) => upsertCases(db, scriptId, cases, atMs));
}

/** The cases that are kept with a script; null: nobody has written any. */
export function casesOf(database: Database, tenantId: TenantId, scriptId: string): Promise<KeptCases | null> {
  return database.withTenant(tenantId, (db) => selectCases(db, scriptId));
}
