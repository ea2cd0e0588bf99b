import { sql, type Selectable } from 'kysely';
import type { CampaignSettings, CampaignState } from '../contract/campaign-settings.ts';
import type { CampaignId, TenantId } from '../contract/ids.ts';
import type { Tables, TenantTransaction } from '../storage/index.ts';
import type { Campaign } from './campaign.ts';

const columns = [
  'id',
  'settings',
  'state',
  'script_version',
  'state_reason',
  'created_at',
  'started_at',
  'ended_at',
  'people_of',
] as const;

function campaignOf(row: Pick<Selectable<Tables['campaigns']>, (typeof columns)[number]>): Campaign {
  return {
    campaignId: row.id as CampaignId,
    settings: row.settings,
    state: row.state,
    scriptVersion: row.script_version,
    stateReason: row.state_reason,
    peopleOf: row.people_of as CampaignId | null,
    createdAtMs: row.created_at.getTime(),
    startedAtMs: row.started_at?.getTime() ?? null,
    endedAtMs: row.ended_at?.getTime() ?? null,
  };
}

export async function insertCampaign(
  db: TenantTransaction,
  campaignId: CampaignId,
  settings: CampaignSettings,
  nowMs: number,
  peopleOf: CampaignId | null = null,
): Promise<void> {
  await db
    .insertInto('campaigns')
    .values({
      id: campaignId,
      name: settings.name,
      settings: JSON.stringify(settings),
      created_at: new Date(nowMs),
      people_of: peopleOf,
    })
    .execute();
}

export async function selectCampaign(db: TenantTransaction, campaignId: CampaignId): Promise<Campaign | null> {
  const row = await db.selectFrom('campaigns').select(columns).where('id', '=', campaignId).executeTakeFirst();
  return row ? campaignOf(row) : null;
}

/** The campaign, locked until the transaction ends. */
export async function lockCampaign(db: TenantTransaction, campaignId: CampaignId): Promise<Campaign | null> {
  const row = await db
    .selectFrom('campaigns')
    .select(columns)
    .where('id', '=', campaignId)
    .forUpdate()
    .executeTakeFirst();
  return row ? campaignOf(row) : null;
}

/** All campaigns, newest first. */
export async function selectCampaigns(db: TenantTransaction): Promise<Campaign[]> {
  return (await db.selectFrom('campaigns').select(columns).orderBy('created_at', 'desc').orderBy('id').execute()).map(
    campaignOf,
  );
}

export async function updateSettings(
  db: TenantTransaction,
  campaignId: CampaignId,
  settings: CampaignSettings,
): Promise<void> {
  await db
    .updateTable('campaigns')
    .set({ name: settings.name, settings: JSON.stringify(settings) })
    .where('id', '=', campaignId)
    .execute();
}

/** To where a campaign goes; `scriptVersion` where a start pinned it. It has started when it first runs. */
export async function updateState(
  db: TenantTransaction,
  campaignId: CampaignId,
  next: {
    readonly state: CampaignState;
    readonly reason: string | null;
    readonly atMs: number;
    readonly scriptVersion?: number;
  },
): Promise<void> {
  const at = new Date(next.atMs);
  await db
    .updateTable('campaigns')
    .set({
      state: next.state,
      state_reason: next.reason,
      ...(next.scriptVersion === undefined ? {} : { script_version: next.scriptVersion }),
      ...(next.state === 'running' ? { started_at: sql<Date>`coalesce(started_at, ${at})` } : {}),
      ...(next.state === 'done' || next.state === 'stopped' ? { ended_at: at, dialer_until: null } : {}),
    })
    .where('id', '=', campaignId)
    .execute();
}

export interface CampaignOfTenant {
  readonly tenantId: TenantId;
  readonly campaignId: CampaignId;
}

/** Campaigns of all tenants that are to begin by now, or whose end has come. */
export async function listDue(db: TenantTransaction, nowMs: number): Promise<CampaignOfTenant[]> {
  const { rows } = await sql<{ tenant_id: TenantId; campaign_id: CampaignId }>`
    select * from campaigns_due(${new Date(nowMs)})`.execute(db);
  return rows.map((row) => ({ tenantId: row.tenant_id, campaignId: row.campaign_id }));
}

/** The running campaigns of all tenants. */
export async function listRunning(db: TenantTransaction): Promise<CampaignOfTenant[]> {
  const { rows } = await sql<{ tenant_id: TenantId; campaign_id: CampaignId }>`
    select * from running_campaigns()`.execute(db);
  return rows.map((row) => ({ tenantId: row.tenant_id, campaignId: row.campaign_id }));
}

const leaseSec = 15;

/**
 * Makes this node the one that decides for a running campaign, or keeps it so; null where another node is, or the
 * campaign runs no longer. By the database's clock; written only when half of it has passed.
 */
export async function leaseCampaign(
  db: TenantTransaction,
  campaignId: CampaignId,
  node: string,
): Promise<Campaign | null> {
  const row = await db
    .selectFrom('campaigns')
    .select([
      ...columns,
      'dialer_node',
      sql<number | null>`extract(epoch from dialer_until - now())::float8`.as('left_sec'),
    ])
    .where('id', '=', campaignId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  if (!row) return null;
  const leftSec = row.left_sec ?? 0;
  if (row.dialer_node === node && leftSec > leaseSec / 2) return campaignOf(row);
  if (row.dialer_node !== node && leftSec > 0) return null;
  const { numUpdatedRows } = await db
    .updateTable('campaigns')
    .set({ dialer_node: node, dialer_until: sql<Date>`now() + make_interval(secs => ${leaseSec})` })
    .where('id', '=', campaignId)
    .where('state', '=', 'running')
    .where((e) =>
      e.or([e('dialer_node', '=', node), e('dialer_until', 'is', null), e('dialer_until', '<', sql<Date>`now()`)]),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n ? campaignOf(row) : null;
}

/** Lets another node take over at once. */
export async function endLease(db: TenantTransaction, campaignId: CampaignId, node: string): Promise<void> {
  await db
    .updateTable('campaigns')
    .set({ dialer_until: null })
    .where('id', '=', campaignId)
    .where('dialer_node', '=', node)
    .execute();
}
