import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely';

export interface OrderRow {
  tenant_id: Generated<string>;
  id: string;
  serial: GeneratedAlways<string>;
  number: GeneratedAlways<string>;
  key: string;
  call_id: string;
  lead_id: string | null;
  product: string;
  amount: string;
  /** PostgreSQL's numeric comes as text. */
  amount_yuan: string | null;
  details: JSONColumnType<Record<string, string>>;
  state: Generated<string>;
  state_reason: string | null;
  created_at: Generated<Date>;
  changed_at: Generated<Date>;
}

export interface FunctionCallRow {
  tenant_id: Generated<string>;
  key: string;
  name: string;
  call_id: string;
  args: JSONColumnType<Record<string, string>>;
  result: JSONColumnType<object> | null;
  at: Generated<Date>;
}

export interface SmsMessageRow {
  tenant_id: Generated<string>;
  id: string;
  key: string;
  call_id: string;
  lead_id: string | null;
  to_phone: string;
  text: string;
  state: Generated<string>;
  provider: string | null;
  failure: string | null;
  created_at: Generated<Date>;
  sent_at: Date | null;
}

export interface IntegrationsTables {
  orders: OrderRow;
  function_calls: FunctionCallRow;
  sms_messages: SmsMessageRow;
}
