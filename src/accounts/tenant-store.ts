import { sql } from 'kysely';
import { tenantIdSchema, type TenantId } from '../contract/ids.ts';
import type { Database } from '../storage/index.ts';

export interface Tenant {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly displayName: string;
  readonly createdAtMs: number;
}

/** Null where the name is taken. */
export async function insertTenant(
  database: Database,
  tenant: { tenantId: string; name: string; displayName: string },
): Promise<TenantId | null> {
  const { rows } = await database.platform((db) =>
    sql<{
      id: string | null;
    }>`select create_tenant(${tenant.tenantId}, ${tenant.name}, ${tenant.displayName}) as id`.execute(db),
  );
  return tenantIdSchema.nullable().parse(rows[0]?.id);
}

export async function findTenant(database: Database, name: string): Promise<TenantId | null> {
  const { rows } = await database.platform((db) =>
    sql<{ id: string | null }>`select find_tenant(${name}) as id`.execute(db),
  );
  return tenantIdSchema.nullable().parse(rows[0]?.id);
}

/** All tenants, by name. */
export async function listTenants(database: Database): Promise<Tenant[]> {
  const { rows } = await database.platform((db) =>
    sql<{
      tenant_id: string;
      name: string;
      display_name: string;
      created_at: Date;
    }>`select tenant_id, name, display_name, created_at from list_tenants()`.execute(db),
  );
  return rows.map((row) => ({
    tenantId: tenantIdSchema.parse(row.tenant_id),
    name: row.name,
    displayName: row.display_name,
    createdAtMs: row.created_at.getTime(),
  }));
}
