import type { Generated, JSONColumnType } from 'kysely';

export interface ScriptVersionRow {
  tenant_id: Generated<string>;
  script_id: string;
  version: number;
  name: string;
  document: JSONColumnType<object>;
  published_at: Generated<Date>;
}

export interface ScriptDraftRow {
  tenant_id: Generated<string>;
  script_id: string;
  name: string;
  document: JSONColumnType<object>;
  saved_at: Date;
  state: Generated<string>;
  note: string | null;
}

export interface ScriptCasesRow {
  tenant_id: Generated<string>;
  script_id: string;
  file: string;
  text: string;
  saved_at: Date;
}

export interface ScriptHistoryRow {
  tenant_id: Generated<string>;
  script_id: string;
  line: Generated<string>;
  at: Date;
  done_by: string;
  deed: string;
  version: number | null;
  note: string | null;
}

export interface ScriptsTables {
  script_versions: ScriptVersionRow;
  script_drafts: ScriptDraftRow;
  script_cases: ScriptCasesRow;
  script_history: ScriptHistoryRow;
}
