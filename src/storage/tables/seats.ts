import type { Generated } from 'kysely';

export interface SeatRow {
  tenant_id: Generated<string>;
  name: string;
  display_name: string | null;
  address: string;
  skills: string[];
  ring_for_ms: number;
  idle_since: Generated<Date>;
  rests_until: Date | null;
  reservation_id: string | null;
  reserved_until: Date | null;
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

export interface SeatsTables {
  seats: SeatRow;
  seat_reservations: SeatReservationRow;
}
