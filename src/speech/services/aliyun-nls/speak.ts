import { z } from 'zod';
import type { ServiceParts } from '../hearing-service.ts';
import { speakingByVoices, type VoicedText } from '../speaking-by-voices.ts';
import type { SpeakingService } from '../speaking-service.ts';
import { speakOverSocket, type SocketSpeech, type SpeechProtocol } from '../spoken-over-socket.ts';
import type { ServiceVoice, VoicesByLanguage } from '../voices-by-language.ts';
import { parseFrame } from '../ws/parse-frame.ts';
import type { SocketAddress } from '../ws/service-socket.ts';
import { failureOf, type TurnFailure } from '../ws/socket-turns.ts';
import { NlsTokens, type NlsToken, type NlsTokenSettings } from './nls-tokens.ts';

/** Aliyun 智能语音交互 (NLS): an access key, and a project of its console. */
export interface AliyunNlsSpeakingSettings extends NlsTokenSettings {
  readonly name: string;
  /** Aliyun's own in Shanghai where absent. */
  readonly url?: string | undefined;
  readonly appKey: string;
  /** A `manner` is a category of `<emotion>`, which voices of several emotions alone have (those named `…_emo`). */
  readonly voices?: VoicesByLanguage | undefined;
}

const zhimiao = (manner: string): ServiceVoice => ({ name: 'zhimiao_emo', manner });

/** 知妙 has many emotions, none of them sorry; 姗姗 speaks Cantonese, Abby English. */
const usualVoices: VoicesByLanguage = {
  cmn: {
    neutral: { name: 'zhimiao_emo' },
    warm: zhimiao('gentle'),
    cheerful: zhimiao('happy'),
    serious: zhimiao('serious'),
  },
  yue: { neutral: { name: 'shanshan' } },
  en: { neutral: { name: 'abby' } },
};
const tokenRefused = 40_000_001;
/** 4xxxxxxx are the asker's fault but for a client too slow and too many requests; 5xxxxxxx pass (https://help.aliyun.com/document_detail/459864.html). */
const passingStatuses: ReadonlySet<number> = new Set([40_000_004, 40_000_005]);

/**
 * Synthesis by Aliyun NLS 语音合成 over WebSocket: one StartSynthesis, its sound as binary frames
 * (https://help.aliyun.com/zh/isi/developer-reference/websocket-protocol-description). A text has at most 300 characters.
 */
export function aliyunNlsSpeaking(settings: AliyunNlsSpeakingSettings, parts: ServiceParts): SpeakingService {
  const tokens = new NlsTokens(settings, parts);
  const speaking = speakingByVoices({
    name: settings.name,
    voices: settings.voices ?? usualVoices,
    speed: true,
    pitch: true,
    speak: (asked, spoken) => speakOverSocket(speechOf(settings, asked, parts, tokens), spoken),
  });
  return {
    ...speaking,
    async close() {
      tokens.close();
      await speaking.close();
    },
  };
}

function speechOf(
  { url = 'wss://nls-gateway-cn-shanghai.aliyuncs.com/ws/v1', appKey, ...keys }: AliyunNlsSpeakingSettings,
  asked: VoicedText,
  { uuid }: ServiceParts,
  tokens: NlsTokens,
): SocketSpeech {
  const secrets = [keys.accessKeySecret, keys.accessKeyId, appKey];
  const hexId = (): string => uuid().replaceAll('-', '');
  let inUse: NlsToken | null = null;
  const address = async (): Promise<SocketAddress | TurnFailure> => {
    const token = await tokens.get();
    if (token.kind === 'failed') return token;
    inUse = token;
    secrets.push(token.id);
    return { url: `${url}?token=${encodeURIComponent(token.id)}`, headers: {}, secrets };
  };
  /** Only a token that was asked for just now shows by being refused that another would be too. */
  const refusedToken = (reason: string): TurnFailure => {
    if (inUse) tokens.forget(inUse.id);
    return { kind: 'failed', reason, permanent: inUse?.fresh ?? true };
  };
  const task = { message_id: hexId(), task_id: hexId(), namespace: 'SpeechSynthesizer', appkey: appKey };
  const start = { header: { ...task, name: 'StartSynthesis' }, payload: payloadOf(asked) };
  return { secrets, address: address(), protocol: synthesizer(start, task.task_id, refusedToken) };
}

function payloadOf({ text, voice: { name, manner }, wish }: VoicedText): object {
  return {
    text:
      manner === undefined ? text : `<speak><emotion category="${escaped(manner)}">${escaped(text)}</emotion></speak>`,
    voice: name,
    format: 'pcm',
    sample_rate: 8_000,
    volume: 50,
    speech_rate: speechRate(wish.speed),
    pitch_rate: Math.round(500 * Math.log2(wish.pitch)),
    enable_subtitle: false,
  };
}

/** −500 is half the voice's speed, 500 twice, and between them as Aliyun reckons: (1 − 1/x) in steps of 0.002 when slower, 0.001 when faster. */
function speechRate(speed: number): number {
  return Math.round((1 - 1 / speed) / (speed < 1 ? 0.002 : 0.001));
}

const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

const messageSchema = z.object({
  header: z.object({
    name: z.string(),
    task_id: z.string().default(''),
    status: z.number().default(0),
    status_text: z.string().nullish(),
  }),
});

function synthesizer(start: object, taskId: string, refusedToken: (reason: string) => TurnFailure): SpeechProtocol {
  return {
    greeting: [start],
    binarySound: true,
    read(frame) {
      const header = parseFrame(messageSchema, frame)?.header;
      if (!header) return null;
      const { name, status } = header;
      if (name === 'TaskFailed') {
        const reason = `Aliyun ${status}: ${header.status_text ?? ''}`;
        if (status === tokenRefused) return [refusedToken(reason)];
        const permanent = status >= 40_000_000 && status < 50_000_000 && !passingStatuses.has(status);
        return [{ kind: 'failed', reason, permanent }];
      }
      if (header.task_id !== taskId) return null;
      return name === 'SynthesisCompleted' ? [{ kind: 'end' }] : [];
    },
    judgeEnd(end) {
      const refused = end.kind === 'refused' && (end.status === 401 || end.status === 403);
      return refused ? refusedToken(end.reason) : failureOf(end);
    },
  };
}
