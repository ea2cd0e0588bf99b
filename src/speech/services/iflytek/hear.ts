import { z } from 'zod';
import type { SpeechLanguage } from '../../link/speech-sockets.ts';
import type { StreamOptions } from '../../link/wire.ts';
import type { HearingService, ServiceParts } from '../hearing-service.ts';
import { chainedTurn, type ChainLimits } from '../chained-hearing.ts';
import { parseFrame } from '../ws/parse-frame.ts';
import { socketHearing } from '../ws/socket-hearing.ts';
import { pcmBytes, type SocketTurn, type TurnEvent, type TurnProtocol } from '../ws/socket-turns.ts';
import { DictationText } from './dictation-text.ts';
import { signedIflytekUrl } from './sign.ts';

/** iFlytek 语音听写（流式版）: an application of its console with that service. */
export interface IflytekHearingSettings {
  readonly name: string;
  /** iFlytek's own for Chinese and English where absent. */
  readonly url?: string | undefined;
  readonly appId: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** `iat` where absent; for telephony `fin-nav`, `gov-nav`, `seat-assistant`; for 23 dialects unasked `xfime-mianqie`. Each is bought apart. */
  readonly domain?: string | undefined;
  /** What Mandarin is asked for as: `mandarin` where absent, `lmz` for Sichuan. Dialects are bought apart, Cantonese too. */
  readonly mandarinAccent?: string | undefined;
  /** How long one connection may be used; iFlytek's own minute where absent. */
  readonly limits?: ChainLimits | undefined;
  /** What it is asked to hear; all it can where absent. */
  readonly languages?: readonly SpeechLanguage[] | undefined;
}

const defaultUrl = 'wss://iat-api.xfyun.cn/v2/iat';
/** iFlytek advises 1280 bytes every 40 ms and no less between them; a turn in real time needs half of that. */
const pace = { everyMs: 40, shortestMs: 40, longestMs: 80 } as const;
/** A connection ends at 60 s: a longer turn goes on in another, from a pause after 45 s where there is one. */
const limits: ChainLimits = { mostMs: 55_000, fromMs: 45_000, quietBelow: 100 };
/** Silence that ends a turn at the service, ms: its longest, since turns end here by other means. */
const endSilenceMs = 10_000;
/**
 * Another try fails too: application, parameters, sound, protocol, no licence. 11201 and 11202 are limits of a day and of a
 * second and pass, as do the time-outs and faults of the engine.
 */
const permanentCodes: ReadonlySet<number> = new Set([
  10_005, 10_006, 10_007, 10_010, 10_043, 10_110, 10_139, 10_160, 10_161, 10_163, 10_313, 10_317, 10_404, 11_200,
  11_203,
]);

const resultSchema = z.object({
  sn: z.number(),
  pgs: z.string().optional(),
  rg: z.array(z.number()).optional(),
  ws: z.array(z.object({ cw: z.array(z.object({ w: z.string() })) })),
});
const messageSchema = z.object({
  code: z.number(),
  message: z.string().default(''),
  data: z.object({ status: z.number(), result: resultSchema.optional() }).nullish(),
});

/**
 * Recognition by iFlytek's dictation (https://www.xfyun.cn/doc/asr/voicedictation/API.html). A connection lasts 60 s: a longer turn
 * goes on in another. It corrects what it said before in Mandarin, punctuates Chinese, and tells no confidence; hotwords are kept in
 * its console and cannot be sent.
 */
export function iflytekHearing(settings: IflytekHearingSettings, parts: ServiceParts): HearingService {
  const service = socketHearing(settings, parts, (options) => socketTurn(settings, parts, options));
  return {
    ...service,
    open: (options, heard) =>
      chainedTurn((piece) => service.open(options, piece), settings.limits ?? limits, parts.clock, heard),
  };
}

function socketTurn(
  settings: IflytekHearingSettings,
  { clock }: ServiceParts,
  { language }: StreamOptions,
): SocketTurn {
  const { url = defaultUrl, apiKey, apiSecret, appId } = settings;
  const signed = signedIflytekUrl(url, settings, clock.now());
  const authorization = new URL(signed).searchParams.get('authorization') ?? '';
  const secrets = [apiKey, apiSecret, appId, authorization];
  return { protocol: iatProtocol(settings, language), secrets, address: { url: signed, headers: {}, secrets } };
}

function businessOf(
  { domain = 'iat', mandarinAccent = 'mandarin' }: IflytekHearingSettings,
  language: SpeechLanguage,
): object {
  if (language === 'en') return { language: 'en_us', domain: 'iat', accent: 'mandarin', eos: endSilenceMs };
  const accent = language === 'yue' ? 'cantonese' : mandarinAccent;
  const corrects = accent === 'mandarin' ? { dwa: 'wpgs' } : {};
  return { language: 'zh_cn', domain, accent, eos: endSilenceMs, ptt: 1, ...corrects };
}

function iatProtocol(settings: IflytekHearingSettings, language: SpeechLanguage): TurnProtocol {
  const text = new DictationText();
  let begun = false;
  const frame = (samples: Int16Array): string => {
    const data = {
      status: begun ? 1 : 0,
      format: 'audio/L16;rate=8000',
      encoding: 'raw',
      audio: pcmBytes(samples).toString('base64'),
    };
    if (begun) return JSON.stringify({ data });
    begun = true;
    return JSON.stringify({ common: { app_id: settings.appId }, business: businessOf(settings, language), data });
  };
  return {
    pace,
    greeting: [],
    soundAtOnce: true,
    sound: frame,
    farewell: () => [...(begun ? [] : [frame(new Int16Array(0))]), '{"data":{"status":2}}'],
    read(said) {
      const message = parseFrame(messageSchema, said);
      if (!message) return null;
      const { code, data } = message;
      if (code !== 0)
        return [{ kind: 'failed', reason: `iFlytek ${code}: ${message.message}`, permanent: permanentCodes.has(code) }];
      if (!data) return [];
      const events: TurnEvent[] = [];
      if (data.result) {
        const { sn, pgs, rg, ws } = data.result;
        text.add({ sn, pgs, rg, words: ws.map(({ cw }) => cw[0]?.w ?? '').join('') });
        events.push({ kind: 'partial', text: text.text });
      }
      if (data.status === 2) events.push({ kind: 'final', text: text.text, confidence: 1 });
      return events;
    },
  };
}
