import type { TenantId } from '../contract/ids.ts';
import type { UsageFilter, UsageRow } from '../contract/speech-usage.ts';
import type { Database } from '../storage/index.ts';
import { selectUsage } from './usage-store.ts';

/** What each provider did for a tenant's calls, day by day: what bills are compared with. */
export function reportUsage(
  database: Database,
  tenantId: TenantId,
  filter: UsageFilter,
  utcOffsetMinutes: number,
): Promise<UsageRow[]> {
  return database.withTenant(tenantId, (db) => selectUsage(db, filter, utcOffsetMinutes));
}
