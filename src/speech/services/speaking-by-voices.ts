import type { Voice } from '../../contract/script-document.ts';
import type { SpeakingService, SpokenText } from './speaking-service.ts';
import { UnderWay } from './under-way.ts';
import {
  emotionsOf,
  languagesOf,
  serviceVoice,
  type ServiceVoice,
  type VoicesByLanguage,
} from './voices-by-language.ts';

/** One text as a vendor is asked for it. */
export interface VoicedText {
  readonly text: string;
  readonly voice: ServiceVoice;
  readonly wish: Voice;
}

export interface SpeakingByVoices {
  readonly name: string;
  readonly voices: VoicesByLanguage;
  readonly speed: boolean;
  readonly pitch: boolean;
  /** Begins to speak; the returned function abandons it. */
  readonly speak: (asked: VoicedText, spoken: SpokenText) => () => void;
}

/** A streaming service that has its voices by language and emotion. Nothing is told after an end, a failure or an abandonment. */
export function speakingByVoices({ name, voices, speed, pitch, speak }: SpeakingByVoices): SpeakingService {
  const work = new UnderWay();
  return {
    name,
    abilities: { languages: languagesOf(voices), emotions: emotionsOf(voices), speed, pitch, streams: true },
    say: (text, wish, spoken) =>
      work.begin((over) => {
        const once = untilOver(spoken, over);
        const voice = serviceVoice(voices, wish);
        const stop = voice ? speak({ text, voice, wish }, once) : refuse(wish, once);
        return () => {
          once.silence();
          stop();
        };
      }),
    close: async () => work.abandonAll(),
  };
}

function untilOver(spoken: SpokenText, over: () => void): SpokenText & { silence(): void } {
  let done = false;
  const last = (tell: () => void): void => {
    if (done) return;
    done = true;
    over();
    tell();
  };
  return {
    chunk: (samples) => {
      if (!done && samples.length > 0) spoken.chunk(samples);
    },
    end: () => last(() => spoken.end()),
    failed: (reason, permanent) => last(() => spoken.failed(reason, permanent)),
    silence: () => {
      done = true;
    },
  };
}

function refuse({ language }: Voice, spoken: SpokenText): () => void {
  queueMicrotask(() => spoken.failed(`the service has no voice for '${language}'`, true));
  return () => undefined;
}
