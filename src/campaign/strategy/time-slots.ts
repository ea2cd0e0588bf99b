/** An hour, or what is left of it, in which dials may be planned. */
export interface TimeSlot {
  readonly fromMs: number;
  readonly toMs: number;
  /** How many more dials it has room for. */
  readonly room: number;
}

export interface SlotWants {
  readonly nowMs: number;
  /** How many dials an hour takes. */
  readonly dialsAnHour: number;
  /** How many it is for. */
  readonly people: number;
  /** Dials already planned, by the beginning of their hour. */
  readonly planned: ReadonlyMap<number, number>;
  /** Nothing is planned from then on; null: as far as it needs. */
  readonly notFromMs: number | null;
  readonly isOpen: (epochMs: number) => boolean;
}

export const hourMs = 3_600_000;
/** At least so far ahead: every hour of a day comes once. */
const leastAheadMs = 24 * hourMs;
const mostAheadMs = 7 * 24 * hourMs;

/** The hours to plan in: those of the next day, and as many more as everybody needs, at most a week. Closed ones are left out. */
export function timeSlots({ nowMs, dialsAnHour, people, planned, notFromMs, isOpen }: SlotWants): TimeSlot[] {
  const slots: TimeSlot[] = [];
  const endMs = Math.min(nowMs + mostAheadMs, notFromMs ?? Infinity);
  let room = 0;
  for (let fromMs = nowMs; fromMs < endMs && (fromMs < nowMs + leastAheadMs || room < people);) {
    const hour = hourOf(fromMs);
    const toMs = Math.min(hour + hourMs, endMs);
    const left = Math.max(0, (dialsAnHour * (toMs - fromMs)) / hourMs - (planned.get(hour) ?? 0));
    if (openMoments(fromMs, toMs, isOpen).length > 0) {
      slots.push({ fromMs, toMs, room: left });
      room += left;
    }
    fromMs = toMs;
  }
  return slots;
}

/** The beginning of an hour. */
export const hourOf = (epochMs: number): number => Math.floor(epochMs / hourMs) * hourMs;

const everyMs = 300_000;

/** Moments of a slot, five minutes apart, at which it is open. */
export function openMoments(fromMs: number, toMs: number, isOpen: (epochMs: number) => boolean): number[] {
  const moments: number[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += everyMs) if (isOpen(atMs)) moments.push(atMs);
  return moments;
}
