import { z } from 'zod';
import type { ServiceParts } from '../hearing-service.ts';
import { speakingByVoices, type VoicedText } from '../speaking-by-voices.ts';
import type { SpeakingService } from '../speaking-service.ts';
import { speakOverSocket, type SocketSpeech, type SpeechEvent } from '../spoken-over-socket.ts';
import type { VoicesByLanguage } from '../voices-by-language.ts';
import { parseFrame } from '../ws/parse-frame.ts';
import { signedIflytekUrl } from './sign.ts';

/** iFlytek 在线语音合成（流式版）: an application of its console with that service. */
export interface IflytekSpeakingSettings {
  readonly name: string;
  /** iFlytek's own where absent. */
  readonly url?: string | undefined;
  readonly appId: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** A voice's name is its `vcn`, which the console must have switched on. Emotions it has none. */
  readonly voices?: VoicesByLanguage | undefined;
}

/** 小燕, whom every application has; she reads English words too. */
const usualVoices: VoicesByLanguage = { cmn: { neutral: { name: 'xiaoyan' } }, en: { neutral: { name: 'xiaoyan' } } };
/** Another try fails too: application, parameters, text too long, protocol, no licence for the voice. Limits and faults of the engine pass. */
const permanentCodes: ReadonlySet<number> = new Set([
  10_005, 10_006, 10_007, 10_010, 10_109, 10_110, 10_139, 10_160, 10_161, 10_163, 10_313, 10_317, 11_200, 11_203,
]);

/**
 * Synthesis by iFlytek (https://www.xfyun.cn/doc/tts/online_tts/API.html): one request and its sound as base64 in JSON. Speed and pitch are
 * numbers to 100, of which the document says that 50 is the voice's own; an octave or a doubling is taken for the whole way.
 */
export function iflytekSpeaking(settings: IflytekSpeakingSettings, parts: ServiceParts): SpeakingService {
  return speakingByVoices({
    name: settings.name,
    voices: settings.voices ?? usualVoices,
    speed: true,
    pitch: true,
    speak: (asked, spoken) => speakOverSocket(speechOf(settings, asked, parts.clock.now()), spoken),
  });
}

const messageSchema = z.object({
  code: z.number(),
  message: z.string().default(''),
  data: z.object({ audio: z.base64().nullish(), status: z.number() }).nullish(),
});

function speechOf(settings: IflytekSpeakingSettings, asked: VoicedText, nowMs: number): SocketSpeech {
  const { appId, apiKey, apiSecret, url = 'wss://tts-api.xfyun.cn/v2/tts' } = settings;
  const signed = signedIflytekUrl(url, settings, nowMs);
  const secrets = [apiSecret, apiKey, appId, new URL(signed).searchParams.get('authorization') ?? ''];
  return {
    secrets,
    address: { url: signed, headers: {}, secrets },
    protocol: { greeting: [requestOf(appId, asked)], binarySound: false, read },
  };
}

function requestOf(appId: string, { text, voice, wish }: VoicedText): object {
  return {
    common: { app_id: appId },
    business: {
      aue: 'raw',
      auf: 'audio/L16;rate=8000',
      vcn: voice.name,
      speed: dial(wish.speed),
      pitch: dial(wish.pitch),
      volume: 50,
      tte: 'UTF8',
    },
    data: { status: 2, text: Buffer.from(text).toString('base64') },
  };
}

/** 0.5–2 as 0–100. */
function dial(factor: number): number {
  return Math.round(50 + 50 * Math.log2(factor));
}

function read(frame: string): readonly SpeechEvent[] | null {
  const message = parseFrame(messageSchema, frame);
  if (!message) return null;
  const { code, data } = message;
  if (code !== 0)
    return [{ kind: 'failed', reason: `iFlytek ${code}: ${message.message}`, permanent: permanentCodes.has(code) }];
  const events: SpeechEvent[] = [];
  if (data?.audio) events.push({ kind: 'sound', bytes: Buffer.from(data.audio, 'base64') });
  if (data?.status === 2) events.push({ kind: 'end' });
  return events;
}
