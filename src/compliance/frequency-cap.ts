import type { Caps } from './gate-rules.ts';

const spans = [
  { cap: 'perMinute', ruleId: 'cap.per-minute', spanMs: 60_000 },
  { cap: 'per5Minutes', ruleId: 'cap.per-5-minutes', spanMs: 300_000 },
  { cap: 'perHour', ruleId: 'cap.per-hour', spanMs: 3_600_000 },
  { cap: 'perDay', ruleId: 'cap.per-day', spanMs: 86_400_000 },
  { cap: 'per30Days', ruleId: 'cap.per-30-days', spanMs: 30 * 86_400_000 },
] as const satisfies readonly { cap: keyof Caps; ruleId: string; spanMs: number }[];

/** How long dials of a person are remembered: as long as the longest cap. */
export const ledgerKeepMs = 30 * 86_400_000;

export interface CapReached {
  readonly ruleId: (typeof spans)[number]['ruleId'];
  readonly max: number;
  /** Dials within the cap's span now. */
  readonly count: number;
  /** When this cap lets the next dial through. */
  readonly freeAtMs: number;
}

/**
 * The cap that holds a person longest, or null when one more dial breaks none. A dial is within a span until exactly
 * that span has passed.
 */
export function capReached(dialedAtMs: readonly number[], caps: Caps, nowMs: number): CapReached | null {
  const latestFirst = dialedAtMs.toSorted((a, b) => b - a);
  let longest: CapReached | null = null;
  for (const { cap, ruleId, spanMs } of spans) {
    const max = caps[cap];
    const count = latestFirst.filter((ms) => ms > nowMs - spanMs).length;
    const blocking = latestFirst[max - 1];
    if (count < max || blocking === undefined) continue;
    const freeAtMs = blocking + spanMs;
    if (longest === null || freeAtMs > longest.freeAtMs) longest = { ruleId, max, count, freeAtMs };
  }
  return longest;
}
