import { sql } from 'kysely';
import { callIdSchema, type CallId } from '../contract/ids.ts';
import { voicemailIdSchema, type LeftMessage, type VoicemailId, type VoicemailMark } from '../contract/voicemail.ts';
import type { TenantTransaction } from '../storage/index.ts';

/** Told `<tenant id>/<box>` whenever what stands in a box changes. */
export const voicemailChannel = 'waihu_voicemail';

export interface StoredVoicemail {
  readonly voicemailId: VoicemailId;
  readonly box: string;
  readonly callId: CallId;
  readonly caller: string;
  /** Below the recordings folder. */
  readonly file: string;
  readonly durationMs: number;
  readonly leftAtMs: number;
  readonly heard: boolean;
}

/** Which messages are wanted; what is left out does not matter. */
export interface VoicemailFilter {
  readonly box?: string | undefined;
  readonly heard?: boolean | undefined;
}

/** Where a page ended: newest first. */
export type VoicemailCursor = Pick<StoredVoicemail, 'leftAtMs' | 'voicemailId'>;

/** Writes a message; false where its key is known already. */
export async function insertVoicemail(
  db: TenantTransaction,
  voicemailId: VoicemailId,
  message: LeftMessage,
): Promise<boolean> {
  const inserted = await db
    .insertInto('voicemails')
    .values({
      id: voicemailId,
      key: message.key,
      box: message.box,
      call_id: message.callId,
      caller: message.caller,
      file: message.file,
      duration_ms: Math.round(message.durationMs),
      left_at: new Date(message.atMs),
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Messages that fit, newest first. */
export async function selectVoicemails(
  db: TenantTransaction,
  filter: VoicemailFilter,
  page: { readonly after: VoicemailCursor | null; readonly limit: number },
): Promise<StoredVoicemail[]> {
  let query = db.selectFrom('voicemails').select(columns).where('deleted_at', 'is', null);
  if (filter.box !== undefined) query = query.where('box', '=', filter.box);
  if (filter.heard !== undefined) query = query.where('heard_at', filter.heard ? 'is not' : 'is', null);
  if (page.after)
    query = query.where(
      sql<boolean>`(left_at, id) < (${new Date(page.after.leftAtMs)}::timestamptz, ${page.after.voicemailId}::uuid)`,
    );
  const rows = await query.orderBy('left_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(voicemailFrom);
}

/** A message that was not deleted. */
const messageOf = (db: TenantTransaction, voicemailId: VoicemailId) =>
  db.selectFrom('voicemails').select(columns).where('id', '=', voicemailId).where('deleted_at', 'is', null);

export async function selectVoicemail(
  db: TenantTransaction,
  voicemailId: VoicemailId,
): Promise<StoredVoicemail | null> {
  const row = await messageOf(db, voicemailId).executeTakeFirst();
  return row ? voicemailFrom(row) : null;
}

/** The message if it is there and was not mailed yet, locked until the transaction ends. */
export async function lockUnmailedVoicemail(
  db: TenantTransaction,
  voicemailId: VoicemailId,
): Promise<StoredVoicemail | null> {
  const row = await messageOf(db, voicemailId).where('mailed_at', 'is', null).forUpdate().executeTakeFirst();
  return row ? voicemailFrom(row) : null;
}

export async function noteVoicemailMailed(db: TenantTransaction, voicemailId: VoicemailId): Promise<void> {
  await db
    .updateTable('voicemails')
    .set({ mailed_at: sql`now()` })
    .where('id', '=', voicemailId)
    .execute();
}

/** Marks a message, of that box where one is given; its file, or null where there is no such message. A deleted one forgets who left it. */
export async function updateVoicemail(
  db: TenantTransaction,
  voicemailId: VoicemailId,
  as: VoicemailMark,
  box: string | null,
): Promise<string | null> {
  const change = {
    heard: { heard_at: sql<Date>`coalesce(heard_at, now())` },
    new: { heard_at: null },
    deleted: { deleted_at: sql<Date>`now()`, caller: '' },
  }[as];
  let query = db.updateTable('voicemails').set(change).where('id', '=', voicemailId).where('deleted_at', 'is', null);
  if (box !== null) query = query.where('box', '=', box);
  const row = await query.returning('file').executeTakeFirst();
  return row?.file ?? null;
}

export interface BoxCount {
  readonly box: string;
  readonly newVoice: number;
  readonly oldVoice: number;
}

/** How many messages stand in the tenant's boxes, or in one of them; empty boxes are left out. */
export async function countVoicemails(db: TenantTransaction, box: string | null): Promise<BoxCount[]> {
  let query = db
    .selectFrom('voicemails')
    .select([
      'box',
      sql<number>`(count(*) filter (where heard_at is null))::int`.as('newVoice'),
      sql<number>`(count(*) filter (where heard_at is not null))::int`.as('oldVoice'),
    ])
    .where('deleted_at', 'is', null)
    .groupBy('box');
  if (box !== null) query = query.where('box', '=', box);
  return query.execute();
}

const columns = ['id', 'box', 'call_id', 'caller', 'file', 'duration_ms', 'left_at', 'heard_at'] as const;

function voicemailFrom(row: {
  readonly id: string;
  readonly box: string;
  readonly call_id: string;
  readonly caller: string;
  readonly file: string;
  readonly duration_ms: number;
  readonly left_at: Date;
  readonly heard_at: Date | null;
}): StoredVoicemail {
  return {
    voicemailId: voicemailIdSchema.parse(row.id),
    box: row.box,
    callId: callIdSchema.parse(row.call_id),
    caller: row.caller,
    file: row.file,
    durationMs: row.duration_ms,
    leftAtMs: row.left_at.getTime(),
    heard: row.heard_at !== null,
  };
}
