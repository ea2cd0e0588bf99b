import type { Generated, JSONColumnType } from 'kysely';

export interface SettingRow {
  tenant_id: Generated<string>;
  name: string;
  value: JSONColumnType<object>;
  changed_at: Generated<Date>;
}

export interface SettingsTables {
  settings: SettingRow;
}
