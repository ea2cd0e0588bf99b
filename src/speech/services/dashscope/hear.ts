import { z } from 'zod';
import type { SpeechLanguage } from '../../link/speech-sockets.ts';
import type { StreamOptions } from '../../link/wire.ts';
import type { HearingService, ServiceParts } from '../hearing-service.ts';
import { parseFrame } from '../ws/parse-frame.ts';
import { SentenceTexts } from '../ws/sentence-texts.ts';
import { socketHearing } from '../ws/socket-hearing.ts';
import { pcmBytes, type SocketTurn, type TurnEvent, type TurnProtocol } from '../ws/socket-turns.ts';

/** DashScope (阿里云百炼): an API key of the Beijing region. */
export interface DashScopeHearingSettings {
  readonly name: string;
  /** DashScope's own in Beijing where absent. */
  readonly url?: string | undefined;
  readonly apiKey: string;
  /**
   * Model by language: `paraformer-realtime-8k-v2` for Mandarin, `paraformer-realtime-v2` for the rest where absent. For Sichuan and
   * other dialects give Mandarin `paraformer-realtime-v2`, which hears them unasked.
   */
  readonly models?: Readonly<Partial<Record<SpeechLanguage, string | undefined>>> | undefined;
  /** What it is asked to hear; all it can where absent. */
  readonly languages?: readonly SpeechLanguage[] | undefined;
  /** A table of hotwords kept at DashScope for the models named. Hotwords of a turn cannot be sent. */
  readonly vocabularyId?: string | undefined;
  readonly workspaceId?: string | undefined;
}

const defaultUrl = 'wss://dashscope.aliyuncs.com/api-ws/v1/inference';
const defaultModels = {
  cmn: 'paraformer-realtime-8k-v2',
  yue: 'paraformer-realtime-v2',
  en: 'paraformer-realtime-v2',
} as const;
const languageHints = { cmn: 'zh', yue: 'yue', en: 'en' } as const;
/** Packets of about 100 ms are advised. */
const pace = { everyMs: 100, shortestMs: 100, longestMs: 200 } as const;
/**
 * Codes after which another try fails too (https://help.aliyun.com/zh/model-studio/error-code); those of rate (`Throttling.…`), of time
 * and of the server itself pass.
 */
const permanentCode =
  /^(InvalidApiKey|InvalidParameter|InvalidURL|Arrearage|AccessDenied|ModelNotFound|Model\.|Workspace\.|AllocationQuota|UnsupportedModel|BadRequest)/;

const messageSchema = z.object({
  header: z.object({
    task_id: z.string(),
    event: z.string(),
    error_code: z.string().optional(),
    error_message: z.string().optional(),
  }),
  payload: z
    .object({
      output: z
        .object({
          sentence: z
            .object({
              text: z.string(),
              sentence_end: z.boolean().optional(),
              heartbeat: z.boolean().nullish(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});

/**
 * Recognition by DashScope's Paraformer over WebSocket (https://help.aliyun.com/zh/model-studio/paraformer-client-events and
 * …/paraformer-server-events). It punctuates and tells no confidence.
 */
export function dashScopeHearing(settings: DashScopeHearingSettings, parts: ServiceParts): HearingService {
  return socketHearing(settings, parts, (options) => socketTurn(settings, parts, options));
}

function socketTurn(settings: DashScopeHearingSettings, { uuid }: ServiceParts, options: StreamOptions): SocketTurn {
  const { url = defaultUrl, apiKey, workspaceId } = settings;
  const secrets = [apiKey];
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(workspaceId === undefined ? {} : { 'x-dashscope-workspace': workspaceId }),
  };
  return { protocol: paraformerProtocol(settings, uuid(), options), secrets, address: { url, headers, secrets } };
}

function runTask(settings: DashScopeHearingSettings, taskId: string, { language }: StreamOptions): string {
  const model = settings.models?.[language] ?? defaultModels[language];
  const parameters = {
    format: 'pcm',
    sample_rate: 8_000,
    // The models of 8 kHz know Chinese only and refuse a hint.
    ...(model.includes('8k') ? {} : { language_hints: [languageHints[language]] }),
    ...(settings.vocabularyId === undefined ? {} : { vocabulary_id: settings.vocabularyId }),
  };
  return JSON.stringify({
    header: { action: 'run-task', task_id: taskId, streaming: 'duplex' },
    payload: { task_group: 'audio', task: 'asr', function: 'recognition', model, parameters, input: {} },
  });
}

function finishTask(taskId: string): string {
  return JSON.stringify({
    header: { action: 'finish-task', task_id: taskId, streaming: 'duplex' },
    payload: { input: {} },
  });
}

function paraformerProtocol(settings: DashScopeHearingSettings, taskId: string, options: StreamOptions): TurnProtocol {
  const texts = new SentenceTexts();
  let sentence = 0;
  const heard = (text: string, ended: boolean): TurnEvent[] => {
    texts.set(sentence, text);
    if (ended) sentence += 1;
    return [{ kind: 'partial', text: texts.text }];
  };
  return {
    pace,
    greeting: [runTask(settings, taskId, options)],
    soundAtOnce: false,
    sound: pcmBytes,
    farewell: () => [finishTask(taskId)],
    read(text) {
      const message = parseFrame(messageSchema, text);
      if (!message || message.header.task_id !== taskId) return null;
      const { event, error_code: code = 'unknown', error_message: said = '' } = message.header;
      if (event === 'task-started') return [{ kind: 'ready' }];
      if (event === 'task-finished') return [{ kind: 'final', text: texts.text, confidence: 1 }];
      if (event === 'task-failed')
        return [{ kind: 'failed', reason: `DashScope ${code}: ${said}`, permanent: permanentCode.test(code) }];
      const found = message.payload?.output?.sentence;
      if (event !== 'result-generated' || !found) return null;
      return found.heartbeat === true ? [] : heard(found.text, found.sentence_end === true);
    },
  };
}
