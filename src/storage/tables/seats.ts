import type { ColumnType, Generated } from 'kysely';

export interface SeatRow {
  tenant_id: Generated<string>;
  name: string;
  display_name: string | null;
  address: string | null;
  extension: string | null;
  srtp: string | null;
  skill_levels: ColumnType<Record<string, number> | null, string | null, string | null>;
  skills: string[];
  ring_for_ms: number;
  idle_since: Generated<Date>;
  rests_until: Date | null;
  reservation_id: string | null;
  reserved_until: Date | null;
  agent_state: string | null;
  agent_reason: string | null;
}

export interface SeatReservationRow {
  tenant_id: Generated<string>;
  id: string;
  key: string;
  seat_name: string;
  call_id: string;
  state: Generated<string>;
  answered: boolean | null;
  reserved_at: Generated<Date>;
  ended_at: Date | null;
}

export interface CallBackRow {
  tenant_id: Generated<string>;
  call_id: string;
  queue: string | null;
  number: string;
  priority: number;
  skills: string[];
  joined_at: Date;
  asked_at: Date;
  attempts: number;
  not_before: Date;
  ended: string | null;
  ended_at: Date | null;
}

export interface SeatsTables {
  seats: SeatRow;
  seat_reservations: SeatReservationRow;
  call_backs: CallBackRow;
}
