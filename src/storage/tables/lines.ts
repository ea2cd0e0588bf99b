import type { Generated, JSONColumnType } from 'kysely';

export interface LinesVersionRow {
  tenant_id: Generated<string>;
  version: number;
  document: JSONColumnType<object>;
  source: string;
  changes: JSONColumnType<object>;
  applied_by: string;
  applied_at: Generated<Date>;
}

export interface LinesTables {
  lines_versions: LinesVersionRow;
}
