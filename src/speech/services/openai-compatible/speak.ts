import { TelephoneDownsampler } from '../../../audio/index.ts';
import { postToService } from '../http/post-to-service.ts';
import { Pcm16Reader } from '../pcm16-reader.ts';
import { speakingByVoices, type VoicedText } from '../speaking-by-voices.ts';
import type { SpeakingService, SpokenText } from '../speaking-service.ts';
import type { ServiceVoice, VoicesByLanguage } from '../voices-by-language.ts';

/** A server with OpenAI's interface: OpenAI itself, SiliconFlow, and servers of one's own. */
export interface OpenAiCompatibleSpeakingSettings {
  readonly name: string;
  /** Up to and with the version. OpenAI's own where absent. */
  readonly url?: string | undefined;
  /** Absent where the server asks for none. */
  readonly key?: string | undefined;
  /** OpenAI's `gpt-4o-mini-tts` where absent. */
  readonly model?: string | undefined;
  /** A `manner` is a sentence that goes as `instructions`. OpenAI's own voices where absent. */
  readonly voices?: VoicesByLanguage | undefined;
  /**
   * What the server's `pcm` is, 8 kHz or more: OpenAI's is 24 kHz, and says so nowhere. Where this is given it is asked for too, as
   * `sample_rate`, which SiliconFlow and others know and OpenAI does not.
   */
  readonly sampleRateHz?: number | undefined;
}

const coral = (manner: string): ServiceVoice => ({ name: 'coral', manner });

/** Voices of `gpt-4o-mini-tts`, which does what it is told in a sentence. */
const openAiVoices: VoicesByLanguage = {
  cmn: {
    neutral: coral('用自然平稳的电话客服语气说普通话。'),
    warm: coral('用亲切温暖的语气说普通话，像和熟人通电话。'),
    cheerful: coral('用愉快轻松的语气说普通话，带着笑意。'),
    serious: coral('用认真郑重的语气说普通话。'),
    apologetic: coral('用诚恳抱歉的语气说普通话。'),
  },
  en: {
    neutral: coral('Speak naturally and calmly, as on the telephone.'),
    warm: coral('Speak warmly and kindly, as on the telephone with somebody you know.'),
    cheerful: coral('Speak cheerfully, with a smile.'),
    serious: coral('Speak earnestly.'),
    apologetic: coral('Speak apologetically and sincerely.'),
  },
};

/**
 * Synthesis over `POST /audio/speech` (https://platform.openai.com/docs/api-reference/audio/createSpeech), streamed as raw PCM and brought to
 * 8 kHz. `speed` is the service's own, 0.25–4; there is no pitch.
 */
export function openAiCompatibleSpeaking(settings: OpenAiCompatibleSpeakingSettings): SpeakingService {
  return speakingByVoices({
    name: settings.name,
    voices: settings.voices ?? openAiVoices,
    speed: true,
    pitch: false,
    speak: (asked, spoken) => speak(settings, asked, spoken),
  });
}

function speak(settings: OpenAiCompatibleSpeakingSettings, asked: VoicedText, spoken: SpokenText): () => void {
  const { url = 'https://api.openai.com/v1', key, sampleRateHz = 24_000 } = settings;
  const bytes = new Pcm16Reader();
  const downsampler = new TelephoneDownsampler(sampleRateHz);
  const tell = (samples: Float64Array): void => spoken.chunk(Int16Array.from(samples, rounded));
  return postToService(
    {
      url: `${url}/audio/speech`,
      headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
      body: bodyOf(settings, asked),
      secrets: key === undefined ? [] : [key],
    },
    {
      wants: 'sound',
      chunk: (part) => tell(downsampler.push(bytes.push(part))),
      end() {
        tell(downsampler.end());
        if (bytes.broken) spoken.failed('the sound ended in the middle of a sample', false);
        else spoken.end();
      },
      failed: (reason, permanent) => spoken.failed(reason, permanent),
    },
  );
}

const rounded = (sample: number): number => Math.max(-32_768, Math.min(32_767, Math.round(sample)));

function bodyOf(
  { model = 'gpt-4o-mini-tts', sampleRateHz }: OpenAiCompatibleSpeakingSettings,
  { text, wish, voice: { name, manner } }: VoicedText,
): string {
  return JSON.stringify({
    model,
    input: text,
    voice: name,
    response_format: 'pcm',
    speed: wish.speed,
    ...(manner !== undefined && { instructions: manner }),
    ...(sampleRateHz !== undefined && { sample_rate: sampleRateHz }),
  });
}
