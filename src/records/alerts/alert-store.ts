import { sql } from 'kysely';
import { alertSchema, type Alert, type AlertFilter } from '../../contract/alert.ts';
import type { TenantId } from '../../contract/ids.ts';
import type { TenantTransaction } from '../../storage/index.ts';

const minuteMs = 60_000;

/** The minute that an alert is counted in. */
export const minuteOf = (atMs: number): number => Math.floor(atMs / minuteMs);

/** Keeps an alert with as much as it was counted until now; returns the row of its source and minute. */
export async function upsertAlert(db: TenantTransaction, alert: Alert): Promise<Alert> {
  const row = await db
    .insertInto('alerts')
    .values({
      id: alert.id,
      platform: alert.tenantId === null,
      kind: alert.kind,
      severity: alert.severity,
      source: alert.source,
      facts: JSON.stringify(alert.facts),
      minute: minuteOf(alert.atMs),
      count: alert.count,
      at: new Date(alert.atMs),
      last_at: new Date(alert.lastAtMs),
      acknowledged_at: null,
      acknowledged_by: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'platform', 'kind', 'source', 'minute']).doUpdateSet((eb) => ({
        count: sql<number>`alerts.count + excluded.count`,
        last_at: eb.ref('excluded.last_at'),
        facts: eb.ref('excluded.facts'),
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return alertFrom(row);
}

/** Newest first; the platform's own only where asked for. */
export async function selectAlerts(
  db: TenantTransaction,
  { kind, acknowledged, limit }: AlertFilter,
  platformToo: boolean,
): Promise<Alert[]> {
  let query = db.selectFrom('alerts').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit);
  if (!platformToo) query = query.where('platform', '=', false);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (acknowledged !== undefined) query = query.where('acknowledged_at', acknowledged ? 'is not' : 'is', null);
  return (await query.execute()).map(alertFrom);
}

/** Notes who has seen to an alert, once; null where there is none. */
export async function updateAcknowledged(
  db: TenantTransaction,
  { id, by, platformToo }: { readonly id: string; readonly by: string; readonly platformToo: boolean },
): Promise<Alert | null> {
  let query = db
    .updateTable('alerts')
    .set({
      acknowledged_at: sql<Date>`coalesce(acknowledged_at, clock_timestamp())`,
      acknowledged_by: sql<string>`coalesce(acknowledged_by, ${by})`,
    })
    .where('id', '=', id);
  if (!platformToo) query = query.where('platform', '=', false);
  const row = await query.returningAll().executeTakeFirst();
  return row ? alertFrom(row) : null;
}

function alertFrom(row: {
  readonly tenant_id: string;
  readonly id: string;
  readonly platform: boolean;
  readonly kind: string;
  readonly severity: string;
  readonly source: string;
  readonly facts: object;
  readonly count: number;
  readonly at: Date;
  readonly last_at: Date;
  readonly acknowledged_at: Date | null;
  readonly acknowledged_by: string | null;
}): Alert {
  return alertSchema.parse({
    id: row.id,
    tenantId: row.platform ? null : (row.tenant_id as TenantId),
    kind: row.kind,
    severity: row.severity,
    source: row.source,
    facts: row.facts,
    count: row.count,
    atMs: row.at.getTime(),
    lastAtMs: row.last_at.getTime(),
    acknowledgedAtMs: row.acknowledged_at?.getTime() ?? null,
    acknowledgedBy: row.acknowledged_by,
  });
}
