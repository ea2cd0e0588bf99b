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

export interface ExtensionWishRow {
  tenant_id: Generated<string>;
  extension: string;
  forward_to: string | null;
  do_not_disturb: boolean | null;
  asked_at: Generated<Date>;
}

export interface LinesTables {
  extension_wishes: ExtensionWishRow;
  lines_versions: LinesVersionRow;
}
