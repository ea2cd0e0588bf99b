import { tenantIdSchema, type CallId, type TenantId } from '../contract/ids.ts';
import type { Seat } from '../contract/lines-document.ts';
import type { SeatReservation } from '../contract/live-services.ts';
import type { NewId } from '../foundation/ids.ts';
import type { Database, Reaction, TenantTransaction } from '../storage/index.ts';
import {
  endReservations,
  holdSeat,
  lockLongestIdle,
  lockNamed,
  lockReservationKey,
  renewReservations,
  selectReservation,
  selectSeat,
  selectSeats,
  upsertSeats,
  type SeatState,
} from './seat-store.ts';

export interface SeatRequest {
  readonly tenantId: TenantId;
  /** Null: anybody. */
  readonly skill: string | null;
  /** This seat and no other, whatever its skills. */
  readonly seat?: string;
  readonly callId: CallId;
  /** The same key asks for the same offer. */
  readonly key: string;
}

/**
 * Holds the free seat that has waited longest, or the one that is named, so that no other call is offered it; null where none is free.
 * Asking again with a key returns what is held for it, and null once that was given back.
 */
export function reserveSeat(
  database: Database,
  { tenantId, skill, seat: named, callId, key }: SeatRequest,
  newId: NewId,
): Promise<SeatReservation | null> {
  return database.withTenant(tenantId, async (db) => {
    await lockReservationKey(db, `${tenantId} ${key}`);
    const before = await selectReservation(db, key);
    if (before) {
      const seat = before.state === 'held' ? await selectSeat(db, before.seatName) : null;
      return seat ? offer(tenantId, before.id, seat) : null;
    }
    const seat = named === undefined ? await lockLongestIdle(db, skill) : await lockNamed(db, named);
    if (!seat) return null;
    const id = newId();
    await holdSeat(db, seat.name, { id, key, callId });
    return offer(tenantId, id, seat);
  });
}

/** Gives a seat back; unanswered, it rests before the next offer. A second time, or an unknown id, does nothing. */
export async function releaseSeat(database: Database, reservationId: string, answered: boolean): Promise<void> {
  const [tenant, id = ''] = reservationId.split('/');
  const tenantId = tenantIdSchema.safeParse(tenant);
  if (!tenantId.success || !tenantIdSchema.safeParse(id).success) return;
  await database.withTenant(tenantId.data, (db) => endReservations(db, { id }, answered));
}

/** Says that calls still go on: a seat that nobody renews for a minute is free again. Returns how many were prolonged. */
export function renewSeatsOfCalls(database: Database, tenantId: TenantId, callIds: readonly CallId[]): Promise<number> {
  return database.withTenant(tenantId, (db) => renewReservations(db, callIds));
}

/** Makes the tenant's seats those of the lines document, in the transaction that applies it. */
export function replaceSeats(db: TenantTransaction, seats: readonly Seat[]): Promise<void> {
  return upsertSeats(db, seats);
}

/** All seats and what each is doing. */
export function listSeats(database: Database, tenantId: TenantId): Promise<SeatState[]> {
  return database.withTenant(tenantId, selectSeats);
}

/** A call that is over holds no seat, whatever became of the release that should have said so. */
export const freeSeatsWhenCallEnds: Reaction = {
  name: 'free-seats-when-call-ends',
  on: 'call-ended',
  async react({ tenantId, subjectId }, database) {
    await database.withTenant(tenantId, (db) => endReservations(db, { callId: subjectId as CallId }, true));
  },
};

/** The tenant stands in the reservation's id, since a release names nothing else. */
function offer(tenantId: TenantId, id: string, seat: Seat): SeatReservation {
  return { reservationId: `${tenantId}/${id}`, seat };
}
