import { z } from 'zod';
import type { ServiceParts } from '../hearing-service.ts';
import { speakingByVoices, type VoicedText } from '../speaking-by-voices.ts';
import type { SpeakingService } from '../speaking-service.ts';
import { speakOverSocket, type SpeechEvent, type SpeechProtocol } from '../spoken-over-socket.ts';
import type { ServiceVoice, VoicesByLanguage } from '../voices-by-language.ts';
import { parseFrame } from '../ws/parse-frame.ts';

export interface DashscopeSpeakingSettings {
  readonly name: string;
  /** Beijing where absent. */
  readonly url?: string | undefined;
  readonly key: string;
  /** Of a workspace (业务空间) other than the key's own. */
  readonly workspace?: string | undefined;
  /** `cosyvoice-v3-flash` where absent. A voice belongs to one model: who changes the model names the voices too. */
  readonly model?: string | undefined;
  /** A `manner` goes as `instruction`, in the form that the voice list gives for the voice. */
  readonly voices?: VoicesByLanguage | undefined;
}

const longanyang = (manner?: string): ServiceVoice => ({
  name: 'longanyang',
  ...(manner !== undefined && { manner }),
});

/**
 * 龙安洋 of cosyvoice-v3-flash speaks Mandarin and English. Its emotions are happy, sad, angry, fearful, surprised and disgusted, its
 * scenes news and others (https://help.aliyun.com/zh/model-studio/cosyvoice-voice-list): nothing of it is warm or sorry.
 */
const usualVoices: VoicesByLanguage = {
  cmn: {
    neutral: longanyang(),
    cheerful: longanyang('你说话的情感是happy。'),
    serious: longanyang('你正在进行新闻播报，你说话的情感是neutral。'),
  },
  en: { neutral: longanyang(), cheerful: longanyang('你说话的情感是happy。') },
};

/**
 * CosyVoice over DashScope's WebSocket: run-task, continue-task, finish-task; sound as binary frames
 * (https://help.aliyun.com/zh/model-studio/cosyvoice-client-events). Speed and pitch are its `rate` and `pitch`, 0.5–2 both.
 */
export function dashscopeSpeaking(settings: DashscopeSpeakingSettings, parts: ServiceParts): SpeakingService {
  const { name, key, workspace, url = 'wss://dashscope.aliyuncs.com/api-ws/v1/inference' } = settings;
  const headers = {
    authorization: `bearer ${key}`,
    ...(workspace !== undefined && { 'x-dashscope-workspace': workspace }),
  };
  return speakingByVoices({
    name,
    voices: settings.voices ?? usualVoices,
    speed: true,
    pitch: true,
    speak: (asked, spoken) =>
      speakOverSocket(
        {
          protocol: cosyVoice(settings, asked, parts.uuid()),
          address: { url, headers, secrets: [key] },
          secrets: [key],
        },
        spoken,
      ),
  });
}

const eventSchema = z.object({
  header: z.object({
    event: z.string(),
    task_id: z.string().nullish(),
    error_code: z.string().nullish(),
    error_message: z.string().nullish(),
  }),
});

function cosyVoice(
  { model = 'cosyvoice-v3-flash' }: DashscopeSpeakingSettings,
  { text, wish, voice }: VoicedText,
  taskId: string,
): SpeechProtocol {
  const command = (action: string, payload: object): SpeechEvent => ({
    kind: 'send',
    frame: { header: { action, task_id: taskId, streaming: 'duplex' }, payload },
  });
  const parameters = {
    text_type: 'PlainText',
    voice: voice.name,
    format: 'pcm',
    sample_rate: 8_000,
    volume: 50,
    rate: wish.speed,
    pitch: wish.pitch,
    enable_ssml: false,
    ...(voice.manner !== undefined && { instruction: voice.manner }),
  };
  const run = { task_group: 'audio', task: 'tts', function: 'SpeechSynthesizer', model, parameters, input: {} };
  return {
    greeting: [{ header: { action: 'run-task', task_id: taskId, streaming: 'duplex' }, payload: run }],
    binarySound: true,
    read(frame) {
      const header = parseFrame(eventSchema, frame)?.header;
      if (!header) return null;
      const { error_code: code, error_message: message } = header;
      if (header.event === 'task-failed')
        return [{ kind: 'failed', reason: `DashScope ${code}: ${message}`, permanent: isPermanent(code ?? '') }];
      if (header.task_id !== taskId) return null;
      if (header.event === 'task-started')
        return [command('continue-task', { input: { text } }), command('finish-task', { input: {} })];
      return header.event === 'task-finished' ? [{ kind: 'end' }] : [];
    },
  };
}

/** Codes of a service that is busy or broken for now (https://help.aliyun.com/zh/model-studio/error-code); every other is the asker's fault. */
function isPermanent(code: string): boolean {
  if (code === 'Throttling.AllocationQuota' || code === 'AllocationQuota.FreeTierOnly') return true;
  return !/^(?:Throttling|LimitRequests|limit_requests|Internal|internal|Service|System|ModelServ|Request ?[Tt]imeOut|ResponseTimeout|CLIENT_ERROR|UnknownError|$)/.test(
    code,
  );
}
