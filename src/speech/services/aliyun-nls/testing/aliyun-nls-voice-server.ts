import { z } from 'zod';
import { serveLocally } from '../../ws/testing/local-service.ts';
import { sayByScript, type AskedSpeech, type VoiceScript, type VoiceServer } from '../../testing/scripted-mouth.ts';
import { NlsTokenServer, type NlsKeys } from './nls-token-server.ts';

export interface AliyunNlsVoiceServer extends VoiceServer {
  readonly tokenUrl: string;
  readonly tokens: NlsTokenServer;
  /** Tokens that are good no more. */
  readonly revoked: Set<string>;
}

const id = z.string().regex(/^[\da-f]{32}$/);
/** https://help.aliyun.com/zh/isi/developer-reference/websocket-protocol-description */
const startSchema = z.strictObject({
  header: z.strictObject({
    message_id: id,
    task_id: id,
    namespace: z.literal('SpeechSynthesizer'),
    name: z.literal('StartSynthesis'),
    appkey: z.string(),
  }),
  payload: z.strictObject({
    text: z.string().min(1).max(300),
    voice: z.string(),
    format: z.literal('pcm'),
    sample_rate: z.literal(8_000),
    volume: z.int().min(0).max(100),
    speech_rate: z.int().min(-500).max(500),
    pitch_rate: z.int().min(-500).max(500),
    enable_subtitle: z.literal(false),
  }),
});

/** Aliyun's 语音合成 on loopback, with its token service. */
export async function aliyunNlsVoiceServer(
  keys: NlsKeys,
  appKey: string,
  script: VoiceScript,
  nowMs: () => number,
): Promise<AliyunNlsVoiceServer> {
  const asked: AskedSpeech[] = [];
  const violations: string[] = [];
  const goodbyes: (() => void)[] = [];
  const revoked = new Set<string>();
  const tokens = new NlsTokenServer(keys, nowMs);
  const server = await serveLocally({
    judge: () => script.refusal ?? null,
    http: (request, response) => tokens.answer(request, response),
    connected(socket, request) {
      const token = new URL(request.url ?? '', 'ws://local').searchParams.get('token') ?? '';
      const good = tokens.given.includes(token) && !revoked.has(token);
      socket.on('close', () => goodbyes.splice(0).forEach((told) => told()));
      socket.on('message', (data: Buffer) => {
        const start = startSchema.safeParse(JSON.parse(data.toString()));
        if (!start.success) return void violations.push(z.prettifyError(start.error));
        const { header, payload } = start.data;
        const tell = (name: string, status = 20_000_000, said = 'GATEWAY|SUCCESS|Success.'): void => {
          const ids = { message_id: '05450bf69c53413f8d88aed1ee600000', task_id: header.task_id };
          const told = { ...ids, namespace: 'SpeechSynthesizer', name, status, status_text: said };
          socket.send(JSON.stringify({ header: told, payload: {} }));
        };
        if (!good) return tell('TaskFailed', 40_000_001, `Gateway:ACCESS_DENIED:The token '${token}' is invalid!`);
        if (header.appkey !== appKey)
          return tell('TaskFailed', 40_020_105, `Meta:APPKEY_NOT_EXIST:Appkey ${header.appkey} not exist!`);
        asked.push({ text: payload.text, parameters: payload });
        sayByScript(script, payload.text, socket, {
          sound: (bytes) => socket.send(bytes),
          end: () => tell('SynthesisCompleted'),
        });
      });
    },
  });
  return {
    url: `ws://${server.host}/ws/v1`,
    tokenUrl: `http://${server.host}/`,
    tokens,
    revoked,
    asked,
    violations,
    hungUp: () => new Promise((resolve) => goodbyes.push(resolve)),
    close: () => server.close(),
  };
}
