/** What SenseVoice says of a turn beside its words; null where it says nothing. */
export interface SenseVoiceTags {
  readonly language: string | null;
  readonly emotion: string | null;
  /** `Speech`, or what was heard instead: `BGM`, `Laughter`, `Applause`, `Cry`, `Cough` … */
  readonly event: string | null;
}

const languages = new Set(['zh', 'en', 'yue', 'ja', 'ko', 'nospeech', 'auto']);
const emotions = new Set(['HAPPY', 'SAD', 'ANGRY', 'NEUTRAL', 'FEARFUL', 'DISGUSTED', 'SURPRISED', 'EMO_UNKNOWN']);
const normalisation = new Set(['withitn', 'woitn']);

/**
 * Words and tags of a SenseVoice transcript, in which tags stand as `<|zh|><|NEUTRAL|><|Speech|><|woitn|>`
 * (github.com/FunAudioLLM/SenseVoice, README). They are never words; silence (`nospeech`) has none.
 */
export function parseSenseVoice(transcript: string): SenseVoiceTags & { readonly words: string } {
  const tags = [...transcript.matchAll(/<\|([^|<>]*)\|>/g)].map((match) => match[1] ?? '');
  const first = (known: ReadonlySet<string>): string | null => tags.find((tag) => known.has(tag)) ?? null;
  const language = first(languages);
  const event = tags.find((tag) => !languages.has(tag) && !emotions.has(tag) && !normalisation.has(tag) && tag !== '');
  const words = language === 'nospeech' ? '' : transcript.replaceAll(/<\|[^|<>]*\|>/g, ' ').trim();
  return { words, language, emotion: first(emotions), event: event ?? null };
}
