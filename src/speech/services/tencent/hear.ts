import { z } from 'zod';
import type { SpeechLanguage } from '../../link/speech-sockets.ts';
import type { StreamOptions } from '../../link/wire.ts';
import type { HearingService, ServiceParts } from '../hearing-service.ts';
import { parseFrame } from '../ws/parse-frame.ts';
import { SentenceTexts } from '../ws/sentence-texts.ts';
import { socketHearing } from '../ws/socket-hearing.ts';
import { pcmBytes, type SocketTurn, type TurnEvent, type TurnProtocol } from '../ws/socket-turns.ts';
import { signedTencentUrl } from './sign.ts';

/** Tencent Cloud 实时语音识别: the account's AppID and a key pair of its API 密钥管理. */
export interface TencentHearingSettings {
  readonly name: string;
  /** Up to the app id; Tencent's own where absent. */
  readonly url?: string | undefined;
  readonly appId: string;
  readonly secretId: string;
  readonly secretKey: string;
  /**
   * Engine (`engine_model_type`) by language: `8k_zh`, `16k_yue`, `8k_en` where absent. For Sichuan and other dialects give Mandarin `8k_zh_large`, or
   * `16k_zh_dialect`; an engine of 16 kHz is sent 8 kHz and told so.
   */
  readonly models?: Readonly<Partial<Record<SpeechLanguage, string | undefined>>> | undefined;
  /** What it is asked to hear; all it can where absent. */
  readonly languages?: readonly SpeechLanguage[] | undefined;
  /** A table of hotwords kept at Tencent. Hotwords of a turn go before it. */
  readonly hotwordId?: string | undefined;
}

const defaultUrl = 'wss://asr.cloud.tencent.com/asr/v2';
const defaultEngines = { cmn: '8k_zh', yue: '16k_yue', en: '8k_en' } as const;
/** Tencent wants 640 bytes every 40 ms, and answers 4000 to more than 3 s of sound in a second: twice its time is well below. */
const pace = { everyMs: 40, shortestMs: 40, longestMs: 80 } as const;
const signatureValidS = 3_600;
const mostHotwords = 128;
const hotwordWeight = 8;
/** Another try fails too: parameters, key, not activated, used up, money, sound not decoded, message not known, wrong region. */
const permanentCodes: ReadonlySet<number> = new Set([4001, 4002, 4003, 4004, 4005, 4007, 4010, 6001]);

const messageSchema = z.object({
  code: z.number(),
  message: z.string().default(''),
  final: z.number().optional(),
  result: z.object({ index: z.number(), slice_type: z.number(), voice_text_str: z.string() }).optional(),
});

/**
 * Recognition by Tencent Cloud over its WebSocket interface (https://cloud.tencent.com/document/product/1093/48982). It punctuates and
 * tells no confidence. Numbers come as digits.
 */
export function tencentHearing(settings: TencentHearingSettings, parts: ServiceParts): HearingService {
  return socketHearing(settings, parts, (options) => socketTurn(settings, parts, options));
}

function socketTurn(settings: TencentHearingSettings, parts: ServiceParts, options: StreamOptions): SocketTurn {
  const { url = defaultUrl, appId, secretKey, secretId } = settings;
  const signed = signedTencentUrl(`${url}/${appId}`, secretKey, parametersOf(settings, parts, options));
  const secrets = [secretKey, secretId, new URL(signed).searchParams.get('signature') ?? ''];
  return { protocol: tencentProtocol(), secrets, address: { url: signed, headers: {}, secrets } };
}

function parametersOf(
  { secretId, models, hotwordId }: TencentHearingSettings,
  { clock, uuid }: ServiceParts,
  { language, hotwords }: StreamOptions,
): Record<string, string> {
  const timestampS = Math.floor(clock.now() / 1_000);
  const engine = models?.[language] ?? defaultEngines[language];
  const words = hotwordList(hotwords);
  return {
    secretid: secretId,
    timestamp: String(timestampS),
    expired: String(timestampS + signatureValidS),
    nonce: String(Number.parseInt(uuid().slice(0, 8), 16) || 1),
    engine_model_type: engine,
    // A voice id is good for one connection, whatever became of it.
    voice_id: uuid(),
    voice_format: '1',
    needvad: '1',
    ...(engine.startsWith('16k_') ? { input_sample_rate: '8000' } : {}),
    ...(hotwordId === undefined ? {} : { hotword_id: hotwordId }),
    ...(words === '' ? {} : { hotword_list: words }),
  };
}

/** A word has ten Han characters or thirty others at most; one that is longer, or would break the list, is left out. */
function hotwordList(hotwords: readonly string[]): string {
  return hotwords
    .filter((word) => /^[^|,]+$/.test(word) && Buffer.byteLength(word) <= 30)
    .slice(0, mostHotwords)
    .map((word) => `${word}|${hotwordWeight}`)
    .join(',');
}

function tencentProtocol(): TurnProtocol {
  const texts = new SentenceTexts();
  return {
    pace,
    greeting: [],
    soundAtOnce: false,
    sound: pcmBytes,
    farewell: () => ['{"type": "end"}'],
    read(text) {
      const message = parseFrame(messageSchema, text);
      if (!message) return null;
      const { code, result } = message;
      if (code !== 0)
        return [{ kind: 'failed', reason: `Tencent ${code}: ${message.message}`, permanent: permanentCodes.has(code) }];
      const events: TurnEvent[] = [];
      if (result) {
        texts.set(result.index, result.voice_text_str);
        events.push({ kind: 'partial', text: texts.text });
      }
      if (message.final === 1) events.push({ kind: 'final', text: texts.text, confidence: 1 });
      return events.length > 0 ? events : [{ kind: 'ready' }];
    },
  };
}
