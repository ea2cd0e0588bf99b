import type { Generated, JSONColumnType } from 'kysely';

export interface AlertRow {
  tenant_id: Generated<string>;
  id: string;
  platform: boolean;
  kind: string;
  severity: string;
  source: string;
  facts: JSONColumnType<object>;
  minute: number;
  count: number;
  at: Date;
  last_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
}

export interface AlertsTables {
  alerts: AlertRow;
}
