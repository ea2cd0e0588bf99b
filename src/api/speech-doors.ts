import type { TenantId } from '../contract/ids.ts';
import type { SpeechBoard, SpeechSettings } from '../contract/speech-settings.ts';
import type { UsageFilter, UsageRow } from '../contract/speech-usage.ts';

/** What the API may ask about hearing and speaking. */
export interface SpeechDoors {
  board(tenantId: TenantId): SpeechBoard;
  /** For calls that begin from now on. Rejects with `speech-settings-unfit` where something named is not here. */
  set(tenantId: TenantId, settings: SpeechSettings, by: string): Promise<SpeechBoard>;
  /** What each provider did, by day. */
  usage(tenantId: TenantId, filter: UsageFilter): Promise<readonly UsageRow[]>;
}
