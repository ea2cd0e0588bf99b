import { sql } from 'kysely';
import type { CallOutcome } from '../contract/call-outcome.ts';
import type { AttemptId, CallId, CampaignId, LeadId, TenantId } from '../contract/ids.ts';
import type { Tables, TenantTransaction } from '../storage/index.ts';
import type { Selectable } from 'kysely';
import type { Attempt } from './attempt.ts';

const columns = [
  'id',
  'tenant_id',
  'campaign_id',
  'lead_id',
  'initiator',
  'purpose',
  'state',
  'call_id',
  'outcome',
  'number_hash',
  'number_masked',
] as const;

type Row = Pick<Selectable<Tables['attempts']>, (typeof columns)[number]>;

/** An attempt with what stands for its number. */
export interface StoredAttempt extends Attempt {
  readonly numberHash: Buffer;
  readonly numberMasked: string;
}

function attemptOf(row: Row): StoredAttempt {
  return {
    attemptId: row.id as AttemptId,
    tenantId: row.tenant_id as TenantId,
    campaignId: row.campaign_id as CampaignId | null,
    leadId: row.lead_id as LeadId | null,
    initiator: row.initiator as Attempt['initiator'],
    purpose: row.purpose,
    state: row.state,
    callId: row.call_id as CallId | null,
    outcome: row.outcome,
    numberHash: row.number_hash,
    numberMasked: row.number_masked,
  };
}

export async function findAttempt(db: TenantTransaction, attemptId: AttemptId): Promise<StoredAttempt | null> {
  const row = await db.selectFrom('attempts').select(columns).where('id', '=', attemptId).executeTakeFirst();
  return row ? attemptOf(row) : null;
}

/** The attempt whose INVITE went out under this call id. */
export async function findAttemptOfCall(db: TenantTransaction, callId: CallId): Promise<StoredAttempt | null> {
  const row = await db.selectFrom('attempts').select(columns).where('call_id', '=', callId).executeTakeFirst();
  return row ? attemptOf(row) : null;
}

/** The newest attempt of a campaign at a number that left since `sinceMs`, with its campaign and lead; one from `caller` before all others. */
export async function findCampaignAttempt(
  db: TenantTransaction,
  numberHash: Buffer,
  { caller, sinceMs }: { readonly caller: string; readonly sinceMs: number },
): Promise<{ readonly campaignId: CampaignId; readonly leadId: LeadId | null } | null> {
  const row = await db
    .selectFrom('attempts')
    .select(['campaign_id', 'lead_id'])
    .where('number_hash', '=', numberHash)
    .where('campaign_id', 'is not', null)
    .where('sent_at', 'is not', null)
    .where('reserved_at', '>=', new Date(sinceMs))
    .orderBy(sql`caller = ${caller}`, 'desc')
    .orderBy('reserved_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || row.campaign_id === null) return null;
  return { campaignId: row.campaign_id as CampaignId, leadId: row.lead_id as LeadId | null };
}

/** The tenant of an attempt, above row security: all that a transaction needs to begin. */
export async function findTenantOfAttempt(db: TenantTransaction, attemptId: AttemptId): Promise<TenantId | null> {
  const { rows } = await sql<{ tenant: TenantId | null }>`select attempt_tenant(${attemptId}) as tenant`.execute(db);
  return rows[0]?.tenant ?? null;
}

/** Attempts of the tenant that have no end yet, by the number that is shown. */
export async function countOpenByCaller(db: TenantTransaction): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('attempts')
    .select(['caller', ({ fn }) => fn.countAll<number>().as('count')])
    .where('ended_at', 'is', null)
    .groupBy('caller')
    .execute();
  return new Map(rows.map(({ caller, count }) => [caller, count]));
}

export interface OpenAttempt extends Pick<Attempt, 'tenantId' | 'attemptId' | 'campaignId' | 'leadId'> {
  readonly state: 'reserved' | 'sent' | 'answered';
  readonly permitExpiresAtMs: number;
}

/** Every attempt of this node that has no end yet, of all tenants. */
export async function listOpenAttempts(db: TenantTransaction, node: string): Promise<OpenAttempt[]> {
  const { rows } = await sql<{
    tenant_id: TenantId;
    attempt_id: AttemptId;
    campaign_id: CampaignId | null;
    lead_id: LeadId | null;
    state: OpenAttempt['state'];
    permit_expires_at: Date;
  }>`select * from open_attempts(${node})`.execute(db);
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    attemptId: row.attempt_id,
    campaignId: row.campaign_id,
    leadId: row.lead_id,
    state: row.state,
    permitExpiresAtMs: row.permit_expires_at.getTime(),
  }));
}

/** `reserved` → `sent`; true again for the same call, false for one that is not ours to dial any longer. */
export async function setSent(
  db: TenantTransaction,
  attemptId: AttemptId,
  callId: CallId,
  atMs: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('attempts')
    .set({ state: 'sent', call_id: callId, sent_at: sql<Date>`coalesce(sent_at, ${new Date(atMs)})` })
    .where('id', '=', attemptId)
    .where((e) => e.or([e('state', '=', 'reserved'), e.and([e('state', '=', 'sent'), e('call_id', '=', callId)])]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** `sent` → `answered`. */
export async function setAnswered(db: TenantTransaction, attemptId: AttemptId, atMs: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('attempts')
    .set({ state: 'answered', answered_at: new Date(atMs) })
    .where('id', '=', attemptId)
    .where('state', '=', 'sent')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** `sent` or `answered` → `closed`, once. */
export async function setClosed(
  db: TenantTransaction,
  attemptId: AttemptId,
  outcome: CallOutcome,
  atMs: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('attempts')
    .set({ state: 'closed', outcome, ended_at: new Date(atMs) })
    .where('id', '=', attemptId)
    .where('state', 'in', ['sent', 'answered'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** `reserved` → `released`, once, and out of the ledger in the same transaction. */
export async function setReleased(db: TenantTransaction, attemptId: AttemptId, atMs: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('attempts')
    .set({ state: 'released', ended_at: new Date(atMs) })
    .where('id', '=', attemptId)
    .where('state', '=', 'reserved')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await sql`select uncount_dial(${attemptId})`.execute(db);
  return true;
}
