import type { CampaignSettings, RetryRule } from '../contract/campaign-settings.ts';
import { isOpen, strictestOf, zonesOf, type GateRules } from '../compliance/index.ts';
import { addDays, instantOf, localTime } from '../foundation/zoned-time.ts';
import { isWorking } from './working-hours.ts';

/** When one person was tried and may be tried, as far as planning knows; the gate judges when the time has come. */
export interface PersonsTimes {
  /** Dials before, the one that just ended among them; epoch milliseconds, in any order. */
  readonly triedAtMs: readonly number[];
  /** Where the person lives. */
  readonly zone: string;
  readonly isOpen: (epochMs: number) => boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** "Later that day" is no sooner than that. */
const laterByMs = 3 * hourMs;
/** "Tomorrow" is no sooner than that. */
const overNightMs = 16 * hourMs;
const stepMs = hourMs / 2;
const horizonMs = 8 * dayMs;

/**
 * When to try somebody again at another time: the first half hour from three hours on, or from the next day on, that is open and lies in
 * no hour of the day in which the person was tried. Where every hour that is open within eight days was tried, the first of those tried
 * least. A day later where nothing opens at all.
 */
export function anotherTime(again: NonNullable<RetryRule['again']>, endedAtMs: number, times: PersonsTimes): number {
  const { triedAtMs, zone, isOpen: opens } = times;
  const hourOf = (ms: number): number => Math.floor(localTime(ms, zone).minuteOfDay / 60);
  const tried = triedAtMs.map(hourOf);
  const fromMs =
    again === 'another-hour'
      ? endedAtMs + laterByMs
      : Math.max(instantOf(addDays(localTime(endedAtMs, zone).date, 1), 0, zone), endedAtMs + overNightMs);
  let least: { readonly atMs: number; readonly tries: number } | null = null;
  for (let atMs = fromMs; atMs < fromMs + horizonMs; atMs += stepMs) {
    if (!opens(atMs)) continue;
    const hour = hourOf(atMs);
    const tries = tried.filter((each) => each === hour).length;
    if (tries === 0) return atMs;
    if (least === null || tries < least.tries) least = { atMs, tries };
  }
  return least?.atMs ?? endedAtMs + dayMs;
}

/** The times of somebody with `phone`: inside the windows of all that bind the campaign, and in its own hours. */
export function timesOf(
  phone: string,
  triedAtMs: readonly number[],
  settings: CampaignSettings,
  ruleSets: readonly GateRules[],
): PersonsTimes {
  const zones = zonesOf(phone);
  const { hours } = strictestOf(ruleSets, settings);
  return {
    triedAtMs,
    zone: zones[0] ?? 'Asia/Shanghai',
    isOpen: (ms) => zones.length > 0 && isOpen(ms, zones, hours) && isWorking(settings, ms),
  };
}
