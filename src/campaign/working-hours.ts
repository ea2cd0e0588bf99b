import type { CampaignSettings } from '../contract/campaign-settings.ts';
import { isOpen, opensAt } from '../compliance/index.ts';

type Worker = Pick<CampaignSettings, 'hours'>;
type Hours = NonNullable<Worker['hours']>;

const hoursOf = ({ timeZone, open }: Hours) => ({
  zones: [timeZone],
  windowSets: [open],
  holidays: new Set<string>(),
});

/** Whether a campaign works at that moment, by its own hours. */
export function isWorking({ hours }: Worker, epochMs: number): boolean {
  if (hours === undefined) return true;
  const own = hoursOf(hours);
  return isOpen(epochMs, own.zones, own);
}

/** From when it works: `nowMs` while it does; null where it never will within 45 days. */
export function worksFrom({ hours }: Worker, nowMs: number): number | null {
  if (hours === undefined) return nowMs;
  const own = hoursOf(hours);
  return opensAt(nowMs, own.zones, own);
}
