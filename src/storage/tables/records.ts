import type { Generated, JSONColumnType } from 'kysely';

export interface CallRow {
  tenant_id: Generated<string>;
  id: string;
  attempt_id: string | null;
  campaign_id: string | null;
  lead_id: string | null;
  direction: string;
  callee: string;
  caller: string;
  trunk: string | null;
  script_id: string | null;
  script_version: number;
  outcome: string;
  answered_by: string | null;
  grade: string | null;
  hang_up_by: string;
  sip_status: number | null;
  q850_cause: number | null;
  invite_sent: boolean;
  started_at: Date;
  answered_at: Date | null;
  ended_at: Date;
  ring_sec: number;
  talk_sec: number;
  bridged_sec: number;
  turns: number;
  tags: string[];
  do_not_call: boolean;
  order_ids: string[];
  transfer_seat: string | null;
  transfer_answered: boolean | null;
  recording_folder: string | null;
  words: string;
  record: JSONColumnType<object>;
  kept_at: Generated<Date>;
}

export interface CallEntryRow {
  tenant_id: Generated<string>;
  call_id: string;
  ordinal: number;
  speaker: string;
  text: string;
  completed: boolean;
  via: string | null;
  confidence: number | null;
  node: string;
  turn: number;
  offset_ms: number;
  duration_ms: number;
}

export interface CallTurnRow {
  tenant_id: Generated<string>;
  call_id: string;
  ordinal: number;
  turn: number;
  endpoint_ms: number | null;
  recognizer_ms: number | null;
  dialogue_ms: number | null;
  model_ms: number | null;
  synthesis_ms: number | null;
  first_packet_ms: number | null;
}

export interface CallTrackRow {
  tenant_id: Generated<string>;
  call_id: string;
  ordinal: number;
  kind: string;
  leg: string;
  codec: string;
  sample_rate_hz: number;
  file: string;
  start_offset_ms: number;
  duration_ms: number;
  sha256: string;
}

export interface CallUsageRow {
  tenant_id: Generated<string>;
  call_id: string;
  ordinal: number;
  provider: string;
  recognized_sec: number;
  synthesized_chars: number;
  cached_chars: number;
  model_tokens: number;
}

/** How the robot's dialogue of a call went. */
export interface CallDialogueRow {
  tenant_id: Generated<string>;
  call_id: string;
  script_id: string;
  script_version: number;
  dialogue: JSONColumnType<object>;
}

/** What a call came to. */
export interface CallSummaryRow {
  tenant_id: Generated<string>;
  call_id: string;
  text: string;
  /** Null: put together from the record. */
  model: string | null;
  withheld: JSONColumnType<object> | null;
  extracted: JSONColumnType<object>;
  made_at: Generated<Date>;
}

export interface RecordsTables {
  calls: CallRow;
  call_entries: CallEntryRow;
  call_turns: CallTurnRow;
  call_tracks: CallTrackRow;
  call_usage: CallUsageRow;
  call_dialogues: CallDialogueRow;
  call_summaries: CallSummaryRow;
}
