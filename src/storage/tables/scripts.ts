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
}

export interface ScriptsTables {
  script_versions: ScriptVersionRow;
  script_drafts: ScriptDraftRow;
}
