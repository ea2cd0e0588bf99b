import { voiceLanguageSchema, type Voice } from '../../contract/script-document.ts';

export type SpeechLanguage = Voice['language'];
export const speechLanguages: readonly SpeechLanguage[] = voiceLanguageSchema.options;

/** One running engine process. */
export interface EngineSocket {
  /** Provider or model name: what `HearingOptions.recognizer` and `UsedSpeech.provider` say. */
  readonly name: string;
  readonly socketPath: string;
  readonly languages: readonly SpeechLanguage[];
  /** A recogniser that hears what it is told to expect and nothing else. */
  readonly closedSet?: true;
}

/** Where the engines listen: plain values, made by main and handed to every media worker. */
export interface SpeechSockets {
  readonly synthesizers: readonly EngineSocket[];
  readonly voiceDetector: EngineSocket | null;
  readonly recognizers: readonly EngineSocket[];
  /** What takes noise out of voices before they are recognised, where somebody wants that. */
  readonly denoiser: EngineSocket | null;
}

export const noSpeechSockets: SpeechSockets = {
  synthesizers: [],
  voiceDetector: null,
  recognizers: [],
  denoiser: null,
};
