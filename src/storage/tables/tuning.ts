import type { Generated, JSONColumnType } from 'kysely';

export interface MisunderstoodSentenceRow {
  tenant_id: Generated<string>;
  call_id: string;
  step: number;
  script_id: string;
  script_version: number;
  said_at: Date;
  flow: string;
  node: string;
  question: string;
  text: string;
  why: string;
  readings: JSONColumnType<object>;
  from_sec: number | null;
  to_sec: number | null;
}

export interface NodeVisitRow {
  tenant_id: Generated<string>;
  call_id: string;
  script_id: string;
  script_version: number;
  flow: string;
  node: string;
  at: Date;
  lost: string | null;
  robot_said: Generated<string>;
  customer_said: Generated<string>;
  at_sec: number | null;
}

export interface IgnoredSentenceRow {
  tenant_id: Generated<string>;
  script_id: string;
  text: string;
  ignored_at: Date;
  ignored_by: string;
}

export interface TuningTables {
  misunderstood_sentences: MisunderstoodSentenceRow;
  node_visits: NodeVisitRow;
  ignored_sentences: IgnoredSentenceRow;
}
