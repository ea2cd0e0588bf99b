import type { Voice } from '../../contract/script-document.ts';
import type { SpeechLanguage } from '../link/speech-sockets.ts';

/** What eSpeak can turn. */
export interface EspeakSettings {
  readonly voice: SpeechLanguage;
  readonly wordsPerMinute: number;
  /** 0–99, 50 is the voice's own. */
  readonly pitch: number;
  /** How lively the pitch moves, 0–99. */
  readonly pitchRange: number;
  /** Brings active speech of this voice to about −16 dBFS at 8 kHz. */
  readonly gain: number;
}

/** Words a minute of a calm telephone speaker. */
const ownSpeed = { cmn: 185, yue: 180, en: 160 } as const;
const gains = { cmn: 1.35, yue: 1.3, en: 1.55 } as const;

const emotions: Readonly<
  Record<Voice['emotion'], { readonly speed: number; readonly pitch: number; readonly pitchRange: number }>
> = {
  neutral: { speed: 1, pitch: 50, pitchRange: 50 },
  warm: { speed: 0.96, pitch: 52, pitchRange: 60 },
  cheerful: { speed: 1.06, pitch: 60, pitchRange: 75 },
  serious: { speed: 0.95, pitch: 43, pitchRange: 35 },
  apologetic: { speed: 0.9, pitch: 46, pitchRange: 45 },
};

/** eSpeak has no feelings: an emotion becomes a little speed, pitch and liveliness. */
export function espeakSettings(voice: Voice): EspeakSettings {
  const emotion = emotions[voice.emotion];
  return {
    voice: voice.language,
    wordsPerMinute: Math.round(Math.min(450, Math.max(80, ownSpeed[voice.language] * emotion.speed * voice.speed))),
    pitch: Math.round(Math.min(99, Math.max(0, emotion.pitch + 40 * Math.log2(voice.pitch)))),
    pitchRange: emotion.pitchRange,
    gain: gains[voice.language],
  };
}

/** What an engine gives while it speaks: 22.05 kHz samples, and where in the text the words of them begin. */
export interface EspeakChunk {
  readonly samples: Int16Array;
  /** Characters of the text said before each word that begins, with the time in its sound. */
  readonly words: readonly { readonly textLength: number; readonly atMs: number }[];
}

/** eSpeak NG, whichever way it runs. */
export interface Espeak {
  readonly name: string;
  /** Speaks one sentence; `onChunk` returns false to stop. One call at a time. */
  speak(text: string, settings: EspeakSettings, onChunk: (chunk: EspeakChunk) => boolean): Promise<void>;
}
