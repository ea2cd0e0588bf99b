import { sql, type Selectable } from 'kysely';
import type { CallId } from '../contract/ids.ts';
import type { Seat } from '../contract/lines-document.ts';
import type { Tables, TenantTransaction } from '../storage/index.ts';

/** A reservation lapses when nobody renewed it for so long: its call's node is gone. */
export const reservationLastsMs = 60_000;
/** After an offer that nobody took, the next goes elsewhere for so long. */
export const restMs = 5_000;

export interface StoredReservation {
  readonly id: string;
  readonly seatName: string;
  readonly state: 'held' | 'released' | 'lapsed';
}

/** A seat and what it is doing by the database's clock. */
export interface SeatState {
  readonly seat: Seat;
  readonly state: 'idle' | 'held' | 'resting';
  readonly idleSinceMs: number;
}

const later = (ms: number) => sql<Date>`clock_timestamp() + ${ms} * interval '1 millisecond'`;
const free = sql<boolean>`coalesce(reserved_until <= clock_timestamp(), true)`;
/** Who paused, went home or still writes notes is offered nothing; where nobody ever signs in, it is always offered. */
const atWork = sql<boolean>`coalesce(agent_state, 'ready') = 'ready'`;
const rested = sql<boolean>`coalesce(rests_until <= clock_timestamp(), true)`;

/** Who asks with the same key waits for whoever asked first. */
export async function lockReservationKey(db: TenantTransaction, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`seat ${key}`}, 0))`.execute(db);
}

export async function selectReservation(db: TenantTransaction, key: string): Promise<StoredReservation | null> {
  const row = await db
    .selectFrom('seat_reservations')
    .select(['id', 'seat_name', 'state'])
    .where('key', '=', key)
    .executeTakeFirst();
  return row ? { id: row.id, seatName: row.seat_name, state: row.state as StoredReservation['state'] } : null;
}

/** Locks the free seat with the skill that has waited longest; a seat that somebody else is just taking is passed over. */
export async function lockLongestIdle(db: TenantTransaction, skill: string | null): Promise<Seat | null> {
  let query = db.selectFrom('seats').select(seatColumns).where(free).where(rested).where(atWork);
  if (skill !== null) query = query.where(sql<boolean>`${skill} = any(skills)`);
  const row = await query.orderBy('idle_since').orderBy('name').limit(1).forUpdate().skipLocked().executeTakeFirst();
  return row ? seatFrom(row) : null;
}

/** Locks this seat where it is free. Whether its agent wants calls is for whoever names it to know. */
export async function lockNamed(db: TenantTransaction, name: string): Promise<Seat | null> {
  const row = await db
    .selectFrom('seats')
    .select(seatColumns)
    .where('name', '=', name)
    .where(free)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row ? seatFrom(row) : null;
}

/** Gives a locked seat to a call. A lapsed reservation of it is noted as such. */
export async function holdSeat(
  db: TenantTransaction,
  seatName: string,
  reservation: { readonly id: string; readonly key: string; readonly callId: CallId },
): Promise<void> {
  await db
    .updateTable('seat_reservations')
    .set({ state: 'lapsed', ended_at: sql`clock_timestamp()` })
    .where('seat_name', '=', seatName)
    .where('state', '=', 'held')
    .execute();
  await db
    .insertInto('seat_reservations')
    .values({ id: reservation.id, key: reservation.key, seat_name: seatName, call_id: reservation.callId })
    .execute();
  await db
    .updateTable('seats')
    .set({ reservation_id: reservation.id, reserved_until: later(reservationLastsMs) })
    .where('name', '=', seatName)
    .execute();
}

/** Ends reservations that are held, once each, and frees their seats. */
export async function endReservations(
  db: TenantTransaction,
  which: { readonly id: string } | { readonly callId: CallId },
  answered: boolean,
): Promise<number> {
  const ended = await db
    .updateTable('seat_reservations')
    .set({ state: 'released', answered, ended_at: sql`clock_timestamp()` })
    .where('state', '=', 'held')
    .where('id' in which ? 'id' : 'call_id', '=', 'id' in which ? which.id : which.callId)
    .returning('id')
    .execute();
  if (ended.length === 0) return 0;
  await db
    .updateTable('seats')
    .set({
      reservation_id: null,
      reserved_until: null,
      idle_since: sql`clock_timestamp()`,
      rests_until: answered ? null : later(restMs),
    })
    .where(
      'reservation_id',
      'in',
      ended.map(({ id }) => id),
    )
    .execute();
  return ended.length;
}

/** Prolongs what is held for calls that still go on. */
export async function renewReservations(db: TenantTransaction, callIds: readonly CallId[]): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('seats')
    .set({ reserved_until: later(reservationLastsMs) })
    .where('reservation_id', 'in', (eb) =>
      eb
        .selectFrom('seat_reservations')
        .select('id')
        .where('state', '=', 'held')
        .where('call_id', '=', sql<string>`any(${callIds}::text[])`),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

export async function selectSeat(db: TenantTransaction, name: string): Promise<Seat | null> {
  const row = await db.selectFrom('seats').select(seatColumns).where('name', '=', name).executeTakeFirst();
  return row ? seatFrom(row) : null;
}

export async function selectSeats(db: TenantTransaction): Promise<SeatState[]> {
  const rows = await db
    .selectFrom('seats')
    .select([...seatColumns, 'idle_since', free.as('free'), rested.as('rested')])
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    seat: seatFrom(row),
    state: row.free ? (row.rested ? 'idle' : 'resting') : 'held',
    idleSinceMs: row.idle_since.getTime(),
  }));
}

/** Makes the seats those of the document; who is held stays held, who is new waits from now. */
export async function upsertSeats(db: TenantTransaction, seats: readonly Seat[]): Promise<void> {
  const names = seats.map(({ name }) => name);
  await db
    .deleteFrom('seats')
    .where(sql<boolean>`name <> all(${names}::text[])`)
    .execute();
  if (seats.length === 0) return;
  await db
    .insertInto('seats')
    .values(
      seats.map((seat) => ({
        name: seat.name,
        display_name: seat.displayName ?? null,
        address: seat.address ?? null,
        extension: seat.extension ?? null,
        srtp: seat.srtp ?? null,
        skills: seat.skills,
        skill_levels: seat.skillLevels ? JSON.stringify(seat.skillLevels) : null,
        ring_for_ms: seat.ringForMs,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'name']).doUpdateSet((eb) => ({
        display_name: eb.ref('excluded.display_name'),
        address: eb.ref('excluded.address'),
        extension: eb.ref('excluded.extension'),
        srtp: eb.ref('excluded.srtp'),
        skill_levels: eb.ref('excluded.skill_levels'),
        skills: eb.ref('excluded.skills'),
        ring_for_ms: eb.ref('excluded.ring_for_ms'),
      })),
    )
    .execute();
}

const seatColumns = [
  'name',
  'display_name',
  'address',
  'extension',
  'srtp',
  'skills',
  'skill_levels',
  'ring_for_ms',
] as const;

function seatFrom(row: Pick<Selectable<Tables['seats']>, (typeof seatColumns)[number]>): Seat {
  return {
    name: row.name,
    ...(row.display_name === null ? {} : { displayName: row.display_name }),
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.extension === null ? {} : { extension: row.extension }),
    ...(row.srtp === null ? {} : { srtp: row.srtp as NonNullable<Seat['srtp']> }),
    skills: row.skills,
    ...(row.skill_levels === null ? {} : { skillLevels: row.skill_levels }),
    ringForMs: row.ring_for_ms,
  };
}
