import { sql, type SqlBool } from 'kysely';
import { callRecordSchema, type CallRecord } from '../contract/call-record.ts';
import { callIdSchema, type AttemptId, type CallId, type CampaignId, type LeadId } from '../contract/ids.ts';
import type { AnsweredBy, CallOutcome, LeadGrade } from '../contract/call-outcome.ts';
import type { TenantTransaction } from '../storage/index.ts';
import { callRow } from './call-row.ts';
import { insertDialogue } from './dialogue-store.ts';

/** Which calls are wanted; what is left out does not matter. */
export interface CallFilter {
  readonly campaignId?: CampaignId | undefined;
  readonly leadId?: LeadId | undefined;
  readonly outcomes?: readonly CallOutcome[] | undefined;
  readonly answeredBy?: AnsweredBy | undefined;
  readonly grades?: readonly LeadGrade[] | undefined;
  readonly ordered?: boolean | undefined;
  readonly transferred?: boolean | undefined;
  /** Said by anybody in the call, or the last digits of the callee. */
  readonly text?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** A call as lists show it. */
export type CallSummary = Pick<
  CallRecord,
  | 'callId'
  | 'campaignId'
  | 'leadId'
  | 'direction'
  | 'callee'
  | 'caller'
  | 'trunk'
  | 'outcome'
  | 'answeredBy'
  | 'grade'
  | 'hangUpBy'
  | 'startedAtMs'
  | 'answeredAtMs'
  | 'endedAtMs'
  | 'ringSec'
  | 'talkSec'
  | 'bridgedSec'
  | 'turns'
  | 'tags'
> & { readonly orders: number; readonly transferSeat: string | null; readonly recorded: boolean };

/** Where a page ended: newest first, by start and id. */
export interface CallCursor {
  readonly startedAtMs: number;
  readonly callId: CallId;
}

/** Writes a call and all that belongs to it; false where it is there already. */
export async function insertCall(db: TenantTransaction, record: CallRecord): Promise<boolean> {
  const { dialogue: _, ...whole } = record;
  const inserted = await db
    .insertInto('calls')
    .values({ ...callRow(record), record: JSON.stringify(whole) })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) return false;
  await insertEntries(db, record);
  await insertTurns(db, record);
  await insertTracks(db, record);
  await insertUsage(db, record);
  await insertDialogue(db, record);
  return true;
}

export async function selectRecord(db: TenantTransaction, callId: CallId): Promise<CallRecord | null> {
  const row = await db.selectFrom('calls').select('record').where('id', '=', callId).executeTakeFirst();
  return row ? callRecordSchema.parse(row.record) : null;
}

/** Records of calls that were held with variants of experiments, by their ids from behind `after`. */
export async function selectVariantRecords(db: TenantTransaction, after: string, limit: number): Promise<CallRecord[]> {
  const rows = await db
    .selectFrom('calls')
    .select('record')
    .where('id', '>', after)
    .where(sql<boolean>`jsonb_array_length(coalesce(record -> 'variants', '[]')) > 0`)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ record }) => callRecordSchema.parse(record));
}

/** Whether the call that an attempt made has its record. */
export async function hasRecordOf(db: TenantTransaction, attemptId: AttemptId): Promise<boolean> {
  const row = await db.selectFrom('calls').select('id').where('attempt_id', '=', attemptId).executeTakeFirst();
  return row !== undefined;
}

/** Calls that fit, newest first. */
export async function selectCalls(
  db: TenantTransaction,
  filter: CallFilter,
  page: { readonly after: CallCursor | null; readonly limit: number },
): Promise<CallSummary[]> {
  let query = db.selectFrom('calls').select(summaryColumns).where(matches(filter));
  if (page.after)
    query = query.where(
      sql<boolean>`(started_at, id) < (${new Date(page.after.startedAtMs)}::timestamptz, ${page.after.callId})`,
    );
  const rows = await query.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map((row) => ({
    callId: callIdSchema.parse(row.id),
    campaignId: row.campaign_id as CampaignId | null,
    leadId: row.lead_id as LeadId | null,
    callee: row.callee,
    direction: row.direction as CallRecord['direction'],
    caller: row.caller,
    trunk: row.trunk,
    outcome: row.outcome as CallOutcome,
    answeredBy: row.answered_by as AnsweredBy | null,
    grade: row.grade as LeadGrade | null,
    hangUpBy: row.hang_up_by as CallRecord['hangUpBy'],
    startedAtMs: row.started_at.getTime(),
    answeredAtMs: row.answered_at?.getTime() ?? null,
    endedAtMs: row.ended_at.getTime(),
    ringSec: row.ring_sec,
    talkSec: row.talk_sec,
    bridgedSec: row.bridged_sec,
    turns: row.turns,
    tags: row.tags,
    orders: row.order_ids.length,
    transferSeat: row.transfer_seat,
    recorded: row.recording_folder !== null,
  }));
}

/** The calls of a filter as a condition on `calls`. */
export function matches(filter: CallFilter) {
  const all: ReturnType<typeof sql<SqlBool>>[] = [sql`true`];
  if (filter.campaignId !== undefined) all.push(sql`campaign_id = ${filter.campaignId}`);
  if (filter.leadId !== undefined) all.push(sql`lead_id = ${filter.leadId}`);
  if (filter.outcomes) all.push(sql`outcome = any(${filter.outcomes}::text[])`);
  if (filter.answeredBy !== undefined) all.push(sql`answered_by = ${filter.answeredBy}`);
  if (filter.grades) all.push(sql`grade = any(${filter.grades}::text[])`);
  if (filter.ordered !== undefined) all.push(sql`(cardinality(order_ids) > 0) = ${filter.ordered}`);
  if (filter.transferred !== undefined) all.push(sql`coalesce(transfer_answered, false) = ${filter.transferred}`);
  if (filter.fromMs !== undefined) all.push(sql`started_at >= ${new Date(filter.fromMs)}`);
  if (filter.toMs !== undefined) all.push(sql`started_at < ${new Date(filter.toMs)}`);
  if (filter.text) {
    const literal = filter.text.replace(/[\\%_]/g, String.raw`\$&`);
    all.push(sql`(words ilike ${`%${literal}%`} or callee like ${`%${literal}`})`);
  }
  return sql<SqlBool>`${sql.join(all, sql` and `)}`;
}

const summaryColumns = [
  'id',
  'campaign_id',
  'lead_id',
  'callee',
  'direction',
  'caller',
  'trunk',
  'outcome',
  'answered_by',
  'grade',
  'hang_up_by',
  'started_at',
  'answered_at',
  'ended_at',
  'ring_sec',
  'talk_sec',
  'bridged_sec',
  'turns',
  'tags',
  'order_ids',
  'transfer_seat',
  'recording_folder',
] as const;

async function insertEntries(db: TenantTransaction, { callId, transcript }: CallRecord): Promise<void> {
  if (transcript.length === 0) return;
  const rows = transcript.map((entry, ordinal) => ({
    call_id: callId,
    ordinal,
    speaker: entry.speaker,
    text: entry.text,
    completed: entry.completed,
    via: entry.via,
    confidence: entry.confidence,
    node: entry.node,
    turn: entry.turn,
    offset_ms: entry.offsetMs,
    duration_ms: entry.durationMs,
  }));
  await db.insertInto('call_entries').values(rows).execute();
}

async function insertTurns(db: TenantTransaction, { callId, latencies }: CallRecord): Promise<void> {
  if (latencies.length === 0) return;
  const rows = latencies.map(({ turn, latency }, ordinal) => ({
    call_id: callId,
    ordinal,
    turn,
    endpoint_ms: latency.endpointMs,
    recognizer_ms: latency.recognizerMs,
    dialogue_ms: latency.dialogueMs,
    model_ms: latency.modelMs,
    synthesis_ms: latency.synthesisMs,
    first_packet_ms: latency.firstPacketMs,
  }));
  await db.insertInto('call_turns').values(rows).execute();
}

async function insertTracks(db: TenantTransaction, { callId, recording }: CallRecord): Promise<void> {
  if (!recording || recording.tracks.length === 0) return;
  const rows = recording.tracks.map((track, ordinal) => ({
    call_id: callId,
    ordinal,
    kind: track.kind,
    leg: track.leg,
    codec: track.codec,
    sample_rate_hz: track.sampleRateHz,
    file: track.file,
    start_offset_ms: track.startOffsetMs,
    duration_ms: track.durationMs,
    sha256: track.sha256,
  }));
  await db.insertInto('call_tracks').values(rows).execute();
}

async function insertUsage(db: TenantTransaction, { callId, usage }: CallRecord): Promise<void> {
  if (usage.length === 0) return;
  const rows = usage.map((used, ordinal) => ({
    call_id: callId,
    ordinal,
    provider: used.provider,
    recognized_sec: used.recognizedSec,
    synthesized_chars: used.synthesizedChars,
    cached_chars: used.cachedChars,
    model_tokens: used.modelTokens,
  }));
  await db.insertInto('call_usage').values(rows).execute();
}
