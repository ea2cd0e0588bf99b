import type { TenantId } from '../contract/ids.ts';
import type { SpeechTable, TrySpeech } from '../contract/speech-table.ts';

/** What the API may ask about the engines that hear and speak. */
export interface SpeechEngineDoors {
  table(): Promise<SpeechTable>;
  /**
   * Says a sentence as a call of this tenant would: a wav of 8 kHz, and who spoke. Rejects with `cannot-be-said`, or with
   * `too-many-requests` while others listen.
   */
  say(tenantId: TenantId, wanted: TrySpeech): Promise<{ readonly wav: Uint8Array; readonly spokenBy: string }>;
}
