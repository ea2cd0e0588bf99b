import type { CallWindow } from '../contract/campaign-settings.ts';
import { addDays, instantOf, localTime, type LocalTime } from '../foundation/zoned-time.ts';

/** When we may dial: inside a window of every set, on no holiday, in every zone the callee may be in. */
export interface CallingHours {
  readonly windowSets: readonly (readonly CallWindow[])[];
  /** `YYYY-MM-DD`, local to the callee. */
  readonly holidays: ReadonlySet<string>;
}

/** How far ahead an opening is looked for: longer than any holiday. */
const horizonDays = 45;

export function minuteOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3, 5));
}

function openAt(time: LocalTime, hours: CallingHours): boolean {
  if (hours.holidays.has(time.date)) return false;
  return hours.windowSets.every((windows) =>
    windows.some(
      ({ from, to, days }) =>
        (days === undefined || days.includes(time.weekday)) &&
        minuteOf(from) <= time.minuteOfDay &&
        time.minuteOfDay < minuteOf(to),
    ),
  );
}

export function isOpen(epochMs: number, zones: readonly string[], hours: CallingHours): boolean {
  return zones.every((zone) => openAt(localTime(epochMs, zone), hours));
}

/** The first moment from `epochMs` on at which dialing is open, or null when there is none within 45 days. */
export function opensAt(epochMs: number, zones: readonly string[], hours: CallingHours): number | null {
  if (isOpen(epochMs, zones, hours)) return epochMs;
  // Where sets meet, dialing opens when one of their windows begins, or at midnight after a holiday or a day's end.
  const beginnings = new Set([0, ...hours.windowSets.flat().map(({ from }) => minuteOf(from))]);
  const firstDay = zones.map((zone) => localTime(epochMs, zone).date).toSorted()[0];
  if (firstDay === undefined) return null;
  for (let day = 0; day <= horizonDays; day++) {
    const date = addDays(firstDay, day);
    const candidates = zones.flatMap((zone) => [...beginnings].map((minute) => instantOf(date, minute, zone)));
    const opening = candidates.toSorted((a, b) => a - b).find((ms) => ms >= epochMs && isOpen(ms, zones, hours));
    if (opening !== undefined) return opening;
  }
  return null;
}
