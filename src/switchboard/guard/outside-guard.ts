import type { OutsideRights } from '../../contract/lines-document.ts';
import { isEmergencyNumber } from '../../contract/number-format.ts';
import { costlyRangeOf } from './costly-numbers.ts';

export { isEmergencyNumber };

/** A call that an extension made outside. Milliseconds since the epoch. */
export interface OutsideCall {
  readonly startedAtMs: number;
  /** Null: nobody has answered, or nobody did. */
  readonly answeredAtMs: number | null;
  /** Null: it goes on. */
  readonly endedAtMs: number | null;
}

export type OutsideRule =
  | 'outside.no-rights'
  | 'outside.not-a-number'
  | 'outside.destination'
  | 'outside.costly'
  | 'outside.calls-at-once'
  | 'outside.calls-per-hour'
  | 'outside.minutes-per-day';

export type OutsideVerdict =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly rule: OutsideRule;
      /** Why, in figures; of the number no more than its beginning. */
      readonly facts: Readonly<Record<string, string | number>>;
    };

export const hourMs = 3_600_000;
export const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * May an extension call this number outside (防盗打)? `history`: its calls of the last 24 hours, those in the air included;
 * `rights` null: it has none. `asked.number` is E.164, or an emergency number as dialed.
 */
export function outsideGuard(
  rights: OutsideRights | null,
  history: readonly OutsideCall[],
  asked: { readonly number: string; readonly nowMs: number },
): OutsideVerdict {
  const { number, nowMs } = asked;
  if (isEmergencyNumber(number)) return { allowed: true };
  if (!rights) return refused('outside.no-rights', { begins: beginningOf(number) });
  if (!/^\+[1-9]\d{4,14}$/.test(number)) return refused('outside.not-a-number', { begins: beginningOf(number) });
  return ofDestination(rights, number) ?? ofUse(rights, history, nowMs) ?? { allowed: true };
}

function ofDestination({ destinations }: OutsideRights, number: string): OutsideVerdict | null {
  const listed = destinations.filter((prefix) => number.startsWith(prefix));
  if (listed.length === 0) return refused('outside.destination', { begins: beginningOf(number) });
  const costly = costlyRangeOf(number);
  if (!costly || listed.some((prefix) => prefix.startsWith(costly.prefix))) return null;
  return refused('outside.costly', { kind: costly.kind, range: costly.prefix });
}

function ofUse(rights: OutsideRights, history: readonly OutsideCall[], nowMs: number): OutsideVerdict | null {
  const { maxCalls, maxCallsPerHour, maxMinutesPerDay } = rights;
  const calls = history.filter(({ endedAtMs }) => endedAtMs === null).length;
  if (calls >= maxCalls) return refused('outside.calls-at-once', { calls, maxCalls });
  const inTheHour = history.filter(({ startedAtMs }) => startedAtMs > nowMs - hourMs).length;
  if (inTheHour >= maxCallsPerHour) return refused('outside.calls-per-hour', { calls: inTheHour, maxCallsPerHour });
  const minutes = spokenMs(history, nowMs) / minuteMs;
  if (minutes >= maxMinutesPerDay)
    return refused('outside.minutes-per-day', { minutes: Math.floor(minutes), maxMinutesPerDay });
  return null;
}

/** How long was spoken in the 24 hours before `nowMs`. */
function spokenMs(history: readonly OutsideCall[], nowMs: number): number {
  return history.reduce((sum, { answeredAtMs, endedAtMs }) => {
    if (answeredAtMs === null) return sum;
    return sum + Math.max(0, (endedAtMs ?? nowMs) - Math.max(answeredAtMs, nowMs - dayMs));
  }, 0);
}

/** How much longer an extension may speak outside today; Infinity without rights, since only an emergency call is there then. */
export function outsideMsLeft(rights: OutsideRights | null, history: readonly OutsideCall[], nowMs: number): number {
  if (!rights) return Infinity;
  return Math.max(0, rights.maxMinutesPerDay * minuteMs - spokenMs(history, nowMs));
}

const refused = (rule: OutsideRule, facts: Readonly<Record<string, string | number>>): OutsideVerdict => ({
  allowed: false,
  rule,
  facts,
});

/** Enough to see where it leads, too little to call it. */
const beginningOf = (number: string): string => number.slice(0, 6);
