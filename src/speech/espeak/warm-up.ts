import { espeakSettings, type Espeak } from './espeak-voice.ts';
import { synthesizeSentence } from './synthesize-sentence.ts';

const sentences = {
  yue: '你好，我係智能客服，請問你方便嗎？',
  en: 'Hello, this is a call, do you have a minute?',
  cmn: '您好，我是智能客服，请问您现在方便吗？保额五十万元。',
} as const;

/** Loads the dictionaries and lets the compiler see the busy code, so that the first call waits no longer than the tenth. Mandarin last: it stays loaded. */
export async function warmUp(espeak: Espeak): Promise<void> {
  for (const language of ['yue', 'en', 'cmn'] as const)
    await synthesizeSentence(
      espeak,
      { text: sentences[language], sourceStart: 0, pauseMs: 0 },
      espeakSettings({ language, emotion: 'neutral', speed: 1, pitch: 1 }),
      { chunk: () => undefined, mark: () => undefined, wanted: () => true },
    );
}
