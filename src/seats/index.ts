/**
 * Human agents (坐席): who may be offered a hot call now, each held for one call at a time by a row of the database,
 * whichever node asks. It rings nobody and joins no media; it only says who is free, and remembers who is held, who is signed in and who waits to be
 * called back.
 */
export { listCallBacks, queueBooks, readQueueMemory, type QueueMemory } from './queue-books.ts';
export {
  freeSeatsWhenCallEnds,
  listSeats,
  releaseSeat,
  renewSeatsOfCalls,
  replaceSeats,
  reserveSeat,
  type SeatRequest,
} from './reserve-seat.ts';
export { reservationLastsMs, restMs, type SeatState } from './seat-store.ts';
