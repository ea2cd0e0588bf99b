import type { Speaker } from '../engines/speaking-engine.ts';
import type { SpeechLanguage } from '../link/speech-sockets.ts';

const sentences: Readonly<Record<SpeechLanguage, string>> = {
  cmn: '您好，请问您现在方便吗？',
  yue: '你好，請問你方便嗎？',
  en: 'Hello, do you have a minute?',
};

/** Says a sentence to nobody, so that the first call waits no longer than the tenth. Resolves to its milliseconds. */
export async function warmUpSentence(speaker: Speaker, languages: readonly SpeechLanguage[]): Promise<number> {
  const language = languages[0] ?? 'cmn';
  const samples = await speaker.say(
    { text: sentences[language], sourceStart: 0, pauseMs: 0 },
    { language, emotion: 'neutral', speed: 1, pitch: 1 },
    { chunk: () => undefined, mark: () => undefined, wanted: () => true },
  );
  return samples / 8;
}
