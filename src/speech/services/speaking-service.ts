import type { Voice } from '../../contract/script-document.ts';

/** What one text hears back. After `end` or `failed` nothing more comes. */
export interface SpokenText {
  /** 8 kHz, 16 bit, mono, in order, as it comes. */
  chunk(samples: Int16Array): void;
  end(): void;
  /** `permanent`: another try would fail too (a key refused, no such voice, no money). */
  failed(reason: string, permanent: boolean): void;
}

/** What of a `Voice` a service can do; the rest is said plainly and not pretended. */
export interface VoiceAbilities {
  readonly languages: readonly Voice['language'][];
  readonly emotions: readonly Voice['emotion'][];
  readonly speed: boolean;
  readonly pitch: boolean;
  /** Sound comes before the whole text is made. */
  readonly streams: boolean;
}

/** A synthesis service somewhere else. One file each under `services/<vendor>/`: it speaks the vendor's protocol and nothing more. */
export interface SpeakingService {
  /** As the settings name it: 'dashscope'. */
  readonly name: string;
  readonly abilities: VoiceAbilities;
  /** Begins to speak; the returned function abandons it. Returns at once. `text` is normalised and at most 300 characters. */
  say(text: string, voice: Voice, spoken: SpokenText): () => void;
  close(): Promise<void>;
}
