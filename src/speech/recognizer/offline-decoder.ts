import type { SpeechLanguage } from '../link/speech-sockets.ts';

/** What a recogniser of whole turns made of one. */
export interface OfflineResult {
  /** As people write, without the model's tags; empty where no words were heard. */
  readonly text: string;
  /** 0–1; 1 where the model gives none. */
  readonly confidence: number;
}

/** A native recogniser of whole turns, seen by its engine. It works in threads of its own. */
export interface OfflineDecoder {
  readonly name: string;
  /** 16 kHz samples, −1…1, at most 30 s. One at a time. Rejects with why it cannot. */
  decode(samples: Float32Array, language: SpeechLanguage): Promise<OfflineResult>;
}
