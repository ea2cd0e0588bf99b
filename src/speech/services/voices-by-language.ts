import { voiceEmotionSchema, type Voice } from '../../contract/script-document.ts';
import { speechLanguages } from '../link/speech-sockets.ts';

/** One voice of a service, and how it is told to feel: a style, an emotion or a sentence of instruction, in the service's own words. */
export interface ServiceVoice {
  readonly name: string;
  readonly manner?: string;
}

/** The voices of a service: a language without an entry is not spoken, an emotion without one is not felt in that language. */
export type VoicesByLanguage = {
  readonly [language in Voice['language']]?: { readonly neutral: ServiceVoice } & {
    readonly [emotion in Exclude<Voice['emotion'], 'neutral'>]?: ServiceVoice;
  };
};

/** The service's voice for a wish; null where it does not speak the language. A voice named by the script replaces the name alone. */
export function serviceVoice(voices: VoicesByLanguage, wish: Voice): ServiceVoice | null {
  const ofLanguage = voices[wish.language];
  if (!ofLanguage) return null;
  const voice = ofLanguage[wish.emotion] ?? ofLanguage.neutral;
  return wish.name === undefined ? voice : { ...voice, name: wish.name };
}

export function languagesOf(voices: VoicesByLanguage): readonly Voice['language'][] {
  return speechLanguages.filter((language) => voices[language]);
}

/** Emotions that at least one language has. */
export function emotionsOf(voices: VoicesByLanguage): readonly Voice['emotion'][] {
  return voiceEmotionSchema.options.filter((emotion) =>
    languagesOf(voices).some((language) => voices[language]?.[emotion]),
  );
}
