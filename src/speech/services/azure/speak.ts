import { postToService } from '../http/post-to-service.ts';
import { Pcm16Reader } from '../pcm16-reader.ts';
import { speakingByVoices, type VoicedText } from '../speaking-by-voices.ts';
import type { SpeakingService, SpokenText } from '../speaking-service.ts';
import type { VoicesByLanguage } from '../voices-by-language.ts';
import { azureHost } from './host.ts';
import { azureSsml } from './ssml.ts';

export interface AzureSpeakingSettings {
  readonly name: string;
  /** Of the Speech resource: 'eastasia', 'chinanorth3'. */
  readonly region: string;
  readonly key: string;
  /** For a resource, or a container, whose address is no region's: without path. */
  readonly url?: string | undefined;
  /** A `manner` is a style of the voice. Azure's own voices where absent. */
  readonly voices?: VoicesByLanguage | undefined;
}

/** Styles as in https://learn.microsoft.com/azure/ai-services/speech-service/language-support?tabs=tts#voice-styles-and-roles. */
const azureVoices: VoicesByLanguage = {
  cmn: {
    neutral: { name: 'zh-CN-XiaoxiaoNeural' },
    warm: { name: 'zh-CN-XiaoxiaoNeural', manner: 'gentle' },
    cheerful: { name: 'zh-CN-XiaoxiaoNeural', manner: 'cheerful' },
    serious: { name: 'zh-CN-XiaoxiaoNeural', manner: 'serious' },
    apologetic: { name: 'zh-CN-XiaoxiaoNeural', manner: 'sorry' },
  },
  yue: { neutral: { name: 'zh-HK-HiuMaanNeural' } },
  en: {
    neutral: { name: 'en-US-JennyNeural' },
    warm: { name: 'en-US-JennyNeural', manner: 'friendly' },
    cheerful: { name: 'en-US-JennyNeural', manner: 'cheerful' },
  },
};

/**
 * Synthesis over Azure's REST interface (https://learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech): SSML in, raw 8 kHz
 * PCM out as it is made.
 */
export function azureSpeaking(settings: AzureSpeakingSettings): SpeakingService {
  return speakingByVoices({
    name: settings.name,
    voices: settings.voices ?? azureVoices,
    speed: true,
    pitch: true,
    speak: (asked, spoken) => speak(settings, asked, spoken),
  });
}

function speak(settings: AzureSpeakingSettings, asked: VoicedText, spoken: SpokenText): () => void {
  const { key } = settings;
  const bytes = new Pcm16Reader();
  return postToService(
    {
      url: `${azureHost(settings, 'tts')}/cognitiveservices/v1`,
      headers: {
        'ocp-apim-subscription-key': key,
        'content-type': 'application/ssml+xml',
        'x-microsoft-outputformat': 'raw-8khz-16bit-mono-pcm',
        'user-agent': 'Waihu',
      },
      body: azureSsml(asked),
      secrets: [key],
    },
    {
      wants: 'sound',
      chunk: (part) => spoken.chunk(bytes.push(part)),
      end() {
        if (bytes.broken) spoken.failed('the sound ended in the middle of a sample', false);
        else spoken.end();
      },
      failed: (reason, permanent) => spoken.failed(reason, permanent),
    },
  );
}
