import type { CallRecord } from '../contract/call-record.ts';

/** What the columns of a call hold, beside the record itself. Times are `Date`s, as the driver wants them. */
export function callRow(record: CallRecord) {
  return {
    id: record.callId,
    attempt_id: record.attemptId,
    campaign_id: record.campaignId,
    lead_id: record.leadId,
    direction: record.direction,
    callee: record.callee,
    caller: record.caller,
    trunk: record.trunk,
    script_id: record.scriptId,
    script_version: record.scriptVersion,
    outcome: record.outcome,
    answered_by: record.answeredBy,
    grade: record.grade,
    hang_up_by: record.hangUpBy,
    sip_status: record.sipStatus,
    q850_cause: record.q850Cause,
    invite_sent: record.inviteSent,
    started_at: new Date(record.startedAtMs),
    answered_at: record.answeredAtMs === null ? null : new Date(record.answeredAtMs),
    ended_at: new Date(record.endedAtMs),
    ring_sec: record.ringSec,
    talk_sec: record.talkSec,
    bridged_sec: record.bridgedSec,
    turns: record.turns,
    tags: record.tags,
    do_not_call: record.doNotCall,
    order_ids: record.orders.map(({ orderId }) => orderId),
    transfer_seat: record.transfer?.seat ?? null,
    transfer_answered: record.transfer?.answered ?? null,
    recording_folder: record.recording?.folder ?? null,
    words: record.transcript.map(({ text }) => text).join('\n'),
  };
}

/** The record with every text as PostgreSQL takes it: no NUL (real-time text may carry one), no half of a surrogate pair. */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return Buffer.from(value).toString().replaceAll('\u0000', '\uFFFD') as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storable(inner)])) as T;
  return value;
}
