const freeFailures = 4;
const firstLockMs = 60_000;
const longestLockMs = 3_600_000;

/** How long sign-in rests after this many failures in a row: a minute after the fifth, then twice as long each time, an hour at most. */
export function lockOutMs(failures: number): number {
  return failures <= freeFailures ? 0 : Math.min(longestLockMs, firstLockMs * 2 ** (failures - freeFailures - 1));
}
