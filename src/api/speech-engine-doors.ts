import type { SpeechTable, TrySpeech } from '../contract/speech-table.ts';

/** What the API may ask about the engines that hear and speak. */
export interface SpeechEngineDoors {
  table(): Promise<SpeechTable>;
  /**
   * Says a sentence as a call would: a wav of 8 kHz, and who spoke. Rejects with `cannot-be-said`, or with
   * `too-many-requests` while others listen.
   */
  say(wanted: TrySpeech): Promise<{ readonly wav: Uint8Array; readonly spokenBy: string }>;
}
