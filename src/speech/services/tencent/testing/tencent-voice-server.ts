import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { serveLocally } from '../../ws/testing/local-service.ts';
import { sayByScript, type AskedSpeech, type VoiceScript, type VoiceServer } from '../../testing/scripted-mouth.ts';

/** https://cloud.tencent.com/document/product/1073/108595 */
const parametersSchema = z.strictObject({
  Action: z.literal('TextToStreamAudioWSv2'),
  AppId: z.string().regex(/^\d+$/),
  SecretId: z.string(),
  Timestamp: z.string().regex(/^\d{10}$/),
  Expired: z.string().regex(/^\d{10}$/),
  SessionId: z.uuid(),
  VoiceType: z.string().regex(/^\d+$/),
  SampleRate: z.literal('8000'),
  Codec: z.literal('pcm'),
  Speed: z.string().regex(/^-?\d(\.\d{1,2})?$/),
  Volume: z.literal('0'),
  EmotionCategory: z.string().optional(),
  Signature: z.string(),
});
const requestSchema = z.strictObject({
  session_id: z.uuid(),
  message_id: z.uuid(),
  action: z.enum(['ACTION_SYNTHESIS', 'ACTION_COMPLETE']),
  data: z.string(),
});

/** Tencent's streamed synthesis: the signature computed again, READY before any text, FINAL after all sound. */
export async function tencentVoiceServer(secretKey: string, script: VoiceScript): Promise<VoiceServer> {
  const asked: AskedSpeech[] = [];
  const violations: string[] = [];
  const goodbyes: (() => void)[] = [];
  const service = await serveLocally({
    judge: () => script.refusal ?? null,
    connected(socket, request) {
      const { host, pathname, searchParams } = new URL(request.url ?? '', `http://${request.headers.host}`);
      const sent = Object.fromEntries(searchParams);
      const parsed = parametersSchema.safeParse(sent);
      if (!parsed.success) violations.push(z.prettifyError(parsed.error));
      const { Signature: signature, ...signed } = sent;
      const plain = Object.keys(signed)
        .toSorted()
        .map((name) => `${name}=${signed[name]}`);
      const wanted = createHmac('sha1', secretKey)
        .update(`GET${host}${pathname}?${plain.join('&')}`)
        .digest('base64');
      const tell = (fields: object): void =>
        socket.send(
          JSON.stringify({ code: 0, message: 'success', session_id: sent['SessionId'], request_id: 'r', ...fields }),
        );
      socket.on('close', () => goodbyes.splice(0).forEach((told) => told()));
      if (signature !== wanted)
        return tell({ code: 10_003, message: `auth failed: ${signature} of ${sent['SecretId']}` });
      let text: string | null = null;
      socket.on('message', (data: Buffer) => {
        const message = requestSchema.safeParse(JSON.parse(data.toString()));
        if (!message.success) return void violations.push(z.prettifyError(message.error));
        if (message.data.session_id !== sent['SessionId']) violations.push('a message of another session');
        if (message.data.action === 'ACTION_SYNTHESIS') return void (text = message.data.data);
        if (text === null) return void violations.push('ACTION_COMPLETE before any text');
        asked.push({ text, parameters: sent });
        tell({ heartbeat: 1 });
        sayByScript(script, text, socket, {
          sound: (bytes) => socket.send(bytes),
          end: () => tell({ final: 1, result: { subtitles: null } }),
        });
      });
      tell({ ready: 1 });
    },
  });
  return {
    url: `ws://${service.host}/stream_wsv2`,
    asked,
    violations,
    hungUp: () => new Promise((resolve) => goodbyes.push(resolve)),
    close: () => service.close(),
  };
}
