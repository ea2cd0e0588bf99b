import { z } from 'zod';
import { Pcm16Reader } from '../pcm16-reader.ts';
import type { ServiceParts } from '../hearing-service.ts';
import { speakingByVoices, type VoicedText } from '../speaking-by-voices.ts';
import type { SpeakingService, SpokenText } from '../speaking-service.ts';
import type { ServiceVoice, VoicesByLanguage } from '../voices-by-language.ts';
import { maskSecrets } from '../ws/mask-secrets.ts';
import { openServiceSocket, type SocketAddress } from '../ws/service-socket.ts';
import { readFrame, speakingRequest, type VolcengineFrame } from './frame.ts';
import { isPermanentCode, isPermanentEnd } from './refusal.ts';

export interface VolcengineSpeakingSettings {
  readonly name: string;
  readonly appId: string;
  readonly accessKey: string;
  readonly url?: string | undefined;
  /** The model, to which the voices belong: `seed-tts-2.0` where absent. */
  readonly resourceId?: string | undefined;
  /**
   * A `manner` is a sentence to model 2.0 and the voices copied for it (`context_texts`), an emotion's name to 1.0 (`emotion`). Voices of
   * model 2.0 where absent.
   */
  readonly voices?: VoicesByLanguage | undefined;
}

const vivi = (manner?: string): ServiceVoice => ({
  name: 'zh_female_vv_uranus_bigtts',
  ...(manner !== undefined && { manner }),
});

/** Of the list of voices, https://www.volcengine.com/docs/6561/1257544. */
const seedVoices: VoicesByLanguage = {
  cmn: {
    neutral: vivi(),
    warm: vivi('请用亲切温暖的语气说话'),
    cheerful: vivi('请用愉快轻松的语气说话'),
    serious: vivi('请用认真郑重的语气说话'),
    apologetic: vivi('请用诚恳抱歉的语气说话'),
  },
  en: { neutral: { name: 'en_female_dacey_uranus_bigtts' } },
};

/** Events of an answer ("event定义"). */
const sessionFinished = 152;
const succeeded = 20_000_000;

const finishedSchema = z.object({ status_code: z.number().nullish(), message: z.string().nullish() });

/**
 * 单向流式语音合成 V3 (https://www.volcengine.com/docs/6561/1719100): one WebSocket a text, sound at 8 kHz as it is made. Speed is the service's own,
 * 0.5–2, pitch in half tones, at most an octave.
 */
export function volcengineSpeaking(
  settings: VolcengineSpeakingSettings,
  { uuid }: Pick<ServiceParts, 'uuid'>,
): SpeakingService {
  return speakingByVoices({
    name: settings.name,
    voices: settings.voices ?? seedVoices,
    speed: true,
    pitch: true,
    speak: (asked, spoken) => speak(settings, uuid(), asked, spoken),
  });
}

function speak(settings: VolcengineSpeakingSettings, id: string, asked: VoicedText, spoken: SpokenText): () => void {
  const samples = new Pcm16Reader();
  const resourceId = settings.resourceId ?? 'seed-tts-2.0';
  const failed = (reason: string, permanent: boolean): void => {
    socket.close();
    spoken.failed(maskSecrets(reason, [settings.accessKey]), permanent);
  };
  const refused = (code: number, message: string): void =>
    failed(`error ${code}: ${message}`, isPermanentCode(code, message));
  const finished = (value: unknown): void => {
    const { status_code: code, message } = finishedSchema.safeParse(value).data ?? {};
    if (code !== undefined && code !== null && code !== succeeded) return refused(code, message ?? '');
    if (samples.broken) return failed('the sound ended in the middle of a sample', false);
    socket.close();
    spoken.end();
  };
  const apply = (frame: VolcengineFrame): void => {
    if (frame.kind === 'sound') return spoken.chunk(samples.push(frame.pcm));
    if (frame.kind === 'error') return refused(frame.code, frame.message);
    // Beginnings and ends of sentences say nothing we need.
    if (frame.event === sessionFinished) finished(frame.value);
  };
  const socket = openServiceSocket(addressOf(settings, resourceId, id), {
    text: (said) => failed(`the service sent ${said.length} characters that are no message of its protocol`, false),
    binary(bytes) {
      const frame = readFrame(bytes);
      if (frame) apply(frame);
      else failed(`the service sent ${bytes.length} bytes that are no message of its protocol`, false);
    },
    ended: (end) => failed(end.reason, isPermanentEnd(end)),
  });
  socket.send(speakingRequest(wantedOf(asked, resourceId, id)));
  return () => socket.close();
}

function addressOf(
  { url, appId, accessKey }: VolcengineSpeakingSettings,
  resourceId: string,
  id: string,
): SocketAddress {
  return {
    url: url ?? 'wss://openspeech.bytedance.com/api/v3/tts/unidirectional/stream',
    headers: {
      'X-Api-App-Id': appId,
      'X-Api-Access-Key': accessKey,
      'X-Api-Resource-Id': resourceId,
      'X-Api-Request-Id': id,
    },
    secrets: [accessKey],
  };
}

function wantedOf({ text, voice, wish }: VoicedText, resourceId: string, id: string): unknown {
  const followsSentences = /^seed-(tts|icl)-2/.test(resourceId);
  const halfTones = Math.max(-12, Math.min(12, Math.round(12 * Math.log2(wish.pitch))));
  const additions = {
    ...(halfTones !== 0 && { post_process: { pitch: halfTones } }),
    ...(followsSentences && voice.manner !== undefined && { context_texts: [voice.manner] }),
  };
  return {
    user: { uid: id },
    req_params: {
      text,
      speaker: voice.name,
      audio_params: {
        format: 'pcm',
        sample_rate: 8_000,
        speech_rate: Math.round(100 * (wish.speed - 1)),
        ...(!followsSentences && voice.manner !== undefined && { emotion: voice.manner }),
      },
      // A string of JSON within the JSON, as documented.
      ...(Object.keys(additions).length > 0 && { additions: JSON.stringify(additions) }),
    },
  };
}
