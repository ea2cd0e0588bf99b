import type { Voice } from '../../../contract/script-document.ts';
import type { SpeakingService, SpokenText, VoiceAbilities } from '../speaking-service.ts';

/** One text that the service was asked to say, answered by hand. */
export interface AskedText {
  readonly text: string;
  readonly voice: Voice;
  readonly spoken: SpokenText;
  abandoned: boolean;
}

export interface ScriptedSpeakingService extends SpeakingService {
  readonly asked: AskedText[];
}

const everything: VoiceAbilities = {
  languages: ['cmn', 'en'],
  emotions: ['neutral', 'warm', 'cheerful', 'serious', 'apologetic'],
  speed: true,
  pitch: true,
  streams: true,
};

/** A speaking service that answers only what a test lets it answer, or at once by `answer`. */
export function scriptedSpeakingService(
  abilities: Partial<VoiceAbilities> = {},
  answer: (asked: AskedText) => void = () => undefined,
): ScriptedSpeakingService {
  const asked: AskedText[] = [];
  return {
    name: 'scripted',
    abilities: { ...everything, ...abilities },
    asked,
    say(text, voice, spoken) {
      const one: AskedText = { text, voice, spoken, abandoned: false };
      asked.push(one);
      answer(one);
      return () => {
        one.abandoned = true;
      };
    },
    close: () => Promise.resolve(),
  };
}

/** A tone of 8 kHz, so long and so loud (dBFS). */
export function toneOf(durationMs: number, levelDb = -16): Int16Array {
  const amplitude = 32_768 * Math.SQRT2 * 10 ** (levelDb / 20);
  return Int16Array.from({ length: durationMs * 8 }, (_, index) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * 250 * index) / 8_000)),
  );
}
