import type { Generated, JSONColumnType } from 'kysely';

export interface ContactListRow {
  tenant_id: Generated<string>;
  id: string;
  name: string;
  created_at: Generated<Date>;
}

export interface LeadRow {
  tenant_id: Generated<string>;
  id: Generated<string>;
  list_id: string;
  phone_e164: string;
  name: string | null;
  attributes: JSONColumnType<Record<string, string>>;
  status: Generated<string>;
  grade: string | null;
  import_id: string | null;
  source_line: number | null;
  created_at: Generated<Date>;
  changed_at: Generated<Date>;
}

export interface LeadImportRow {
  tenant_id: Generated<string>;
  id: string;
  list_id: string;
  file_name: string;
  state: Generated<string>;
  failure: string | null;
  read_rows: Generated<number>;
  imported: Generated<number>;
  duplicates: Generated<number>;
  rejected: Generated<number>;
  started_at: Generated<Date>;
  ended_at: Date | null;
}

export interface LeadImportProblemRow {
  tenant_id: Generated<string>;
  import_id: string;
  line: number;
  reason: string;
  column_name: string;
  value_masked: string;
  first_line: number | null;
  kept: boolean;
}

export interface LeadsTables {
  contact_lists: ContactListRow;
  leads: LeadRow;
  lead_imports: LeadImportRow;
  lead_import_problems: LeadImportProblemRow;
}
