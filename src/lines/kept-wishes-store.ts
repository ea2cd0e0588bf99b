import { sql } from 'kysely';
import type { TenantId } from '../contract/ids.ts';
import type { Database } from '../storage/index.ts';

/** What an extension asked for by its telephone. Null: as the document has it. */
export interface KeptWish {
  readonly extension: string;
  readonly forwardTo: string | null;
  readonly doNotDisturb: boolean | null;
}

/** What the extensions of a tenant asked for last. */
export async function keptWishes(database: Database, tenantId: TenantId): Promise<KeptWish[]> {
  const rows = await database.withTenant(tenantId, (db) => db.selectFrom('extension_wishes').selectAll().execute());
  return rows.map(({ extension, forward_to: forwardTo, do_not_disturb: doNotDisturb }) => ({
    extension,
    forwardTo,
    doNotDisturb,
  }));
}

/** Keeps what an extension wants from now on, instead of what it wanted before. */
export async function keepWish(
  database: Database,
  tenantId: TenantId,
  { extension, forwardTo, doNotDisturb }: KeptWish,
): Promise<void> {
  const wanted = { forward_to: forwardTo, do_not_disturb: doNotDisturb };
  await database.withTenant(tenantId, (db) =>
    db
      .insertInto('extension_wishes')
      .values({ extension, ...wanted })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'extension']).doUpdateSet({ ...wanted, asked_at: sql`now()` }),
      )
      .execute(),
  );
}
