import { z } from 'zod';
import type { ServiceParts } from '../hearing-service.ts';
import { speakingByVoices, type VoicedText } from '../speaking-by-voices.ts';
import type { SpeakingService, SpokenText } from '../speaking-service.ts';
import { speakOverSocket, type SpeechEvent, type SpeechProtocol } from '../spoken-over-socket.ts';
import type { VoicesByLanguage } from '../voices-by-language.ts';
import { parseFrame } from '../ws/parse-frame.ts';
import { signedTencentSpeechUrl } from './sign-speech.ts';

/** Tencent Cloud 语音合成: the account's AppID and a key pair of its API 密钥管理. */
export interface TencentSpeakingSettings {
  readonly name: string;
  /** Tencent's own where absent. */
  readonly url?: string | undefined;
  readonly appId: string;
  readonly secretId: string;
  readonly secretKey: string;
  /** A voice's name is its number; a `manner` goes as `EmotionCategory`, which voices of several emotions alone have. */
  readonly voices?: VoicesByLanguage | undefined;
}

/** 智小满, a saleswoman, and WeWinny: 8 kHz, one emotion each (https://cloud.tencent.com/document/product/1073/92668). */
const usualVoices: VoicesByLanguage = { cmn: { neutral: { name: '502004' } }, en: { neutral: { name: '501009' } } };
const signatureValidS = 3_600;
/** Parameters, key, SSML in the text, text too long: another try fails too. 10002 is too many at once, 20000 and more Tencent's own trouble. */
const permanentCodes: ReadonlySet<number> = new Set([10_001, 10_003, 10_006, 10_007]);

/**
 * Synthesis by Tencent Cloud over its WebSocket for streamed text (https://cloud.tencent.com/document/product/1073/108595): the text goes in a
 * frame and not in the address, sound comes as binary frames. It has no pitch.
 */
export function tencentSpeaking(settings: TencentSpeakingSettings, parts: ServiceParts): SpeakingService {
  return speakingByVoices({
    name: settings.name,
    voices: settings.voices ?? usualVoices,
    speed: true,
    pitch: false,
    speak: (asked, spoken) => speak(settings, parts, asked, spoken),
  });
}

function speak(
  settings: TencentSpeakingSettings,
  parts: ServiceParts,
  { text, voice, wish }: VoicedText,
  spoken: SpokenText,
): () => void {
  if (!/^\d+$/.test(voice.name)) {
    queueMicrotask(() => spoken.failed(`a voice of Tencent has a number for a name, not '${voice.name}'`, true));
    return () => undefined;
  }
  const { appId, secretId, secretKey, url = 'wss://tts.cloud.tencent.com/stream_wsv2' } = settings;
  const timestampS = Math.floor(parts.clock.now() / 1_000);
  const sessionId = parts.uuid();
  const signed = signedTencentSpeechUrl(url, secretKey, {
    Action: 'TextToStreamAudioWSv2',
    AppId: appId,
    SecretId: secretId,
    Timestamp: String(timestampS),
    Expired: String(timestampS + signatureValidS),
    SessionId: sessionId,
    VoiceType: voice.name,
    SampleRate: '8000',
    Codec: 'pcm',
    Speed: String(tencentSpeed(wish.speed)),
    Volume: '0',
    ...(voice.manner !== undefined && { EmotionCategory: voice.manner }),
  });
  const secrets = [secretKey, secretId, signed.signature];
  const address = { url: signed.url, headers: {}, secrets };
  return speakOverSocket({ protocol: streamedText(text, sessionId, parts.uuid), address, secrets }, spoken);
}

/** Speeds that Tencent gives for its numbers; between them it takes two decimals. */
const speeds: readonly (readonly [speed: number, number: number])[] = [
  [0.6, -2],
  [0.8, -1],
  [1, 0],
  [1.2, 1],
  [1.5, 2],
  [2.5, 6],
];

/** Tencent's number for a speed of 1 being the voice's own: −2 (0.6) to 6 (2.5). Slower than 0.6 it cannot. */
export function tencentSpeed(speed: number): number {
  const above = speeds.findIndex(([known]) => known >= speed);
  const [upper, upperNumber] = speeds[above] ?? ([2.5, 6] as const);
  const [lower, lowerNumber] = speeds[above - 1] ?? [upper, upperNumber];
  const share = upper === lower ? 0 : (speed - lower) / (upper - lower);
  return Math.round((lowerNumber + share * (upperNumber - lowerNumber)) * 100) / 100;
}

const messageSchema = z.object({
  code: z.number(),
  message: z.string().default(''),
  final: z.number().nullish(),
  ready: z.number().nullish(),
});

function streamedText(text: string, sessionId: string, uuid: () => string): SpeechProtocol {
  const message = (action: string, data: string): SpeechEvent => ({
    kind: 'send',
    frame: { session_id: sessionId, message_id: uuid(), action, data },
  });
  return {
    greeting: [],
    binarySound: true,
    read(frame) {
      const said = parseFrame(messageSchema, frame);
      if (!said) return null;
      const { code } = said;
      if (code !== 0)
        return [{ kind: 'failed', reason: `Tencent ${code}: ${said.message}`, permanent: permanentCodes.has(code) }];
      if (said.final === 1) return [{ kind: 'end' }];
      return said.ready === 1 ? [message('ACTION_SYNTHESIS', text), message('ACTION_COMPLETE', '')] : [];
    },
  };
}
