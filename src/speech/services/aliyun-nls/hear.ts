import { z } from 'zod';
import { speechLanguages, type SpeechLanguage } from '../../link/speech-sockets.ts';
import type { StreamOptions } from '../../link/wire.ts';
import type { HearingService, ServiceParts } from '../hearing-service.ts';
import { parseFrame } from '../ws/parse-frame.ts';
import { SentenceTexts } from '../ws/sentence-texts.ts';
import { socketHearing } from '../ws/socket-hearing.ts';
import type { SocketAddress } from '../ws/service-socket.ts';
import {
  failureOf,
  pcmBytes,
  type SocketTurn,
  type TurnEvent,
  type TurnFailure,
  type TurnProtocol,
} from '../ws/socket-turns.ts';
import { NlsTokens, type NlsTokenSettings } from './nls-tokens.ts';

/** Aliyun 智能语音交互 (NLS): an access key, and a project of its console for each language. */
export interface AliyunNlsHearingSettings extends NlsTokenSettings {
  readonly name: string;
  /** Aliyun's own in Shanghai where absent. */
  readonly url?: string | undefined;
  /**
   * Appkey of the project by language. A project has one model, chosen in the console for 8 kHz: Sichuan and other dialects are a project
   * whose appkey stands under Mandarin.
   */
  readonly appKeys: Readonly<Partial<Record<SpeechLanguage, string | undefined>>>;
  /** A table of hotwords kept at Aliyun. Hotwords of a turn cannot be sent. */
  readonly vocabularyId?: string | undefined;
  /** A language model trained at Aliyun (自学习模型). */
  readonly customizationId?: string | undefined;
}

const defaultUrl = 'wss://nls-gateway-cn-shanghai.aliyuncs.com/ws/v1';
/** 1600 or 3200 bytes at a time, as Aliyun says. */
const pace = { everyMs: 100, shortestMs: 100, longestMs: 200 } as const;
const tokenRefused = 40_000_001;
/**
 * 4xxxxxxx are the asker's fault and stay, but for too many requests at once, a client too slow, and a token that has run out;
 * 5xxxxxxx are Aliyun's and pass (https://help.aliyun.com/document_detail/459864.html).
 */
const passingStatuses: ReadonlySet<number> = new Set([40_000_004, 40_000_005]);

const messageSchema = z.object({
  header: z.object({
    name: z.string(),
    task_id: z.string().default(''),
    status: z.number().optional(),
    status_message: z.string().optional(),
    status_text: z.string().optional(),
  }),
  payload: z
    .object({ index: z.number().optional(), result: z.string().optional(), confidence: z.number().optional() })
    .nullish(),
});
type Message = z.infer<typeof messageSchema>;

/**
 * Recognition by Aliyun NLS 实时语音识别 over WebSocket (https://help.aliyun.com/document_detail/324262.html). It punctuates and tells how
 * sure it is.
 */
export function aliyunNlsHearing(settings: AliyunNlsHearingSettings, parts: ServiceParts): HearingService {
  const tokens = new NlsTokens(settings, parts);
  const languages = speechLanguages.filter((language) => settings.appKeys[language] !== undefined);
  const service = socketHearing({ name: settings.name, languages }, parts, (options) =>
    socketTurn(settings, parts, options, tokens),
  );
  return {
    ...service,
    close() {
      tokens.close();
      return service.close();
    },
  };
}

/** What a turn knows of the token it goes with. */
interface TokenInUse {
  id: string;
  fresh: boolean;
}

function socketTurn(
  settings: AliyunNlsHearingSettings,
  { uuid }: ServiceParts,
  { language }: StreamOptions,
  tokens: NlsTokens,
): SocketTurn {
  const { url = defaultUrl, accessKeyId, accessKeySecret } = settings;
  const appKey = settings.appKeys[language] ?? '';
  const secrets = [accessKeySecret, accessKeyId, appKey];
  const inUse: TokenInUse = { id: '', fresh: true };
  const hexId = (): string => uuid().replaceAll('-', '');
  const address = async (): Promise<SocketAddress | TurnFailure> => {
    const token = await tokens.get();
    if (token.kind === 'failed') return token;
    Object.assign(inUse, token);
    secrets.push(token.id);
    return { url: `${url}?token=${encodeURIComponent(token.id)}`, headers: {}, secrets };
  };
  /** Only a token that was asked for just now shows by being refused that another would be too. */
  const refusedToken = (reason: string): TurnFailure => {
    tokens.forget(inUse.id);
    return { kind: 'failed', reason, permanent: inUse.fresh };
  };
  const header = (taskId: string, name: string): object => ({
    message_id: hexId(),
    task_id: taskId,
    namespace: 'SpeechTranscriber',
    name,
    appkey: appKey,
  });
  return {
    protocol: transcriberProtocol(hexId(), header, startOf(settings), refusedToken),
    secrets,
    address: appKey === '' ? Promise.resolve(noProject(language)) : address(),
  };
}

function noProject(language: SpeechLanguage): TurnFailure {
  return { kind: 'failed', reason: `the settings have no appkey for '${language}'`, permanent: true };
}

function startOf({ vocabularyId, customizationId }: AliyunNlsHearingSettings): object {
  return {
    format: 'pcm',
    sample_rate: 8_000,
    enable_intermediate_result: true,
    enable_punctuation_prediction: true,
    enable_inverse_text_normalization: true,
    ...(vocabularyId === undefined ? {} : { vocabulary_id: vocabularyId }),
    ...(customizationId === undefined ? {} : { customization_id: customizationId }),
  };
}

function transcriberProtocol(
  taskId: string,
  header: (taskId: string, name: string) => object,
  start: object,
  refusedToken: (reason: string) => TurnFailure,
): TurnProtocol {
  const texts = new SentenceTexts();
  const heard = ({ payload }: Message): readonly TurnEvent[] | null => {
    if (payload?.index === undefined || payload.result === undefined) return null;
    texts.set(payload.index, payload.result, payload.confidence);
    return [{ kind: 'partial', text: texts.text }];
  };
  return {
    pace,
    greeting: [JSON.stringify({ header: header(taskId, 'StartTranscription'), payload: start })],
    soundAtOnce: false,
    sound: pcmBytes,
    farewell: () => [JSON.stringify({ header: header(taskId, 'StopTranscription') })],
    read(text) {
      const message = parseFrame(messageSchema, text);
      if (!message) return null;
      const { name, task_id: itsTask } = message.header;
      if (name === 'TaskFailed') return [failedTask(message, refusedToken)];
      if (itsTask !== taskId) return null;
      if (name === 'TranscriptionStarted') return [{ kind: 'ready' }];
      if (name === 'TranscriptionResultChanged' || name === 'SentenceEnd') return heard(message);
      if (name === 'TranscriptionCompleted') return [{ kind: 'final', text: texts.text, confidence: texts.confidence }];
      return name === 'SentenceBegin' ? [] : null;
    },
    judgeEnd(end) {
      const refused = end.kind === 'refused' && [400, 401, 403].includes(end.status);
      return refused ? refusedToken(end.reason) : failureOf(end);
    },
  };
}

function failedTask({ header }: Message, refusedToken: (reason: string) => TurnFailure): TurnFailure {
  const { status = 0, status_text: text, status_message: said = '' } = header;
  const reason = `Aliyun ${status}: ${text ?? said}`;
  if (status === tokenRefused) return refusedToken(reason);
  const permanent = status >= 40_000_000 && status < 50_000_000 && !passingStatuses.has(status);
  return { kind: 'failed', reason, permanent };
}
