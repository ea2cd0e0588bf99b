import type { CampaignSettings } from '../contract/campaign-settings.ts';
import { opensAt } from '../compliance/index.ts';

/** From when a campaign works by its own hours: `nowMs` while it does; null where it never will within 45 days. */
export function worksFrom({ hours }: Pick<CampaignSettings, 'hours'>, nowMs: number): number | null {
  if (hours === undefined) return nowMs;
  return opensAt(nowMs, [hours.timeZone], { windowSets: [hours.open], holidays: new Set() });
}
