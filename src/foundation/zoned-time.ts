/** A moment as a wall clock in some zone shows it. */
export interface LocalTime {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** ISO weekday, 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** 0 to 1439. */
  readonly minuteOfDay: number;
}

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

/** What the zone's wall clock shows, read as if it were UTC; whole seconds. */
function wallMs(epochMs: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(epochMs)) parts[type] = Number(value);
  return Date.UTC(
    parts['year'] ?? 0,
    (parts['month'] ?? 1) - 1,
    parts['day'] ?? 1,
    parts['hour'] ?? 0,
    parts['minute'] ?? 0,
    parts['second'] ?? 0,
  );
}

export function localTime(epochMs: number, zone: string): LocalTime {
  const wall = wallMs(epochMs, zone);
  const weekday = new Date(wall).getUTCDay();
  return {
    date: isoDate(wall),
    weekday: weekday === 0 ? 7 : weekday,
    minuteOfDay: Math.floor((wall % dayMs) / 60_000),
  };
}

/** `HH:MM` of a wall clock in `zone`. */
export function timeOfDay(epochMs: number, zone: string): string {
  return new Date(wallMs(epochMs, zone)).toISOString().slice(11, 16);
}

/**
 * The moment at which the zone's wall clock shows `minuteOfDay` on `date`. Where a clock put forward skips that
 * minute, a moment within an hour of it.
 */
export function instantOf(date: string, minuteOfDay: number, zone: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minuteOfDay * 60_000;
  const offsetAt = (ms: number): number => wallMs(ms, zone) - Math.floor(ms / 1_000) * 1_000;
  const guess = wanted - offsetAt(wanted);
  return wanted - offsetAt(guess);
}

/** The date `days` after `date`. */
export function addDays(date: string, days: number): string {
  return isoDate(Date.parse(`${date}T00:00:00Z`) + days * dayMs);
}

function isoDate(utcMs: number): string {
  return new Date(utcMs).toISOString().slice(0, 10);
}
