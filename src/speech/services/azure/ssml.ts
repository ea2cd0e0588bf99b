import type { VoicedText } from '../speaking-by-voices.ts';

/** What Azure calls our languages (https://learn.microsoft.com/azure/ai-services/speech-service/language-support). */
export const azureLocales = { cmn: 'zh-CN', yue: 'zh-HK', en: 'en-US' } as const;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For text and attributes alike. What XML 1.0 has no place for is left out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Azure turns a voice's pitch by half at most (`speech-synthesis-markup-voice`, "Adjust prosody"). */
const pitchPercent = (pitch: number): number => Math.round(100 * (Math.min(1.5, Math.max(0.5, pitch)) - 1));

const signed = (percent: number): string => `${percent >= 0 ? '+' : ''}${percent}%`;

/**
 * One text as Azure's SSML (https://learn.microsoft.com/azure/ai-services/speech-service/speech-synthesis-markup-voice): `manner` is a style
 * of the voice, speed a factor of 0.5–2, pitch a change of at most ±50 %.
 */
export function azureSsml({ text, wish, voice }: VoicedText): string {
  const locale = azureLocales[wish.language];
  const words = escaped(text);
  const turned =
    wish.speed === 1 && wish.pitch === 1
      ? words
      : `<prosody rate="${wish.speed.toFixed(2)}" pitch="${signed(pitchPercent(wish.pitch))}">${words}</prosody>`;
  const felt =
    voice.manner === undefined
      ? turned
      : `<mstts:express-as style="${escaped(voice.manner)}">${turned}</mstts:express-as>`;
  return (
    `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="https://www.w3.org/2001/mstts" xml:lang="${locale}">` +
    `<voice name="${escaped(voice.name)}">${felt}</voice></speak>`
  );
}
