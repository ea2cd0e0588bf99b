import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { serveLocally, type Refusal } from '../../ws/testing/local-service.ts';
import { sayByScript, type AskedSpeech, type VoiceScript, type VoiceServer } from '../../testing/scripted-mouth.ts';

/** https://www.xfyun.cn/doc/tts/online_tts/API.html */
const requestSchema = z.strictObject({
  common: z.strictObject({ app_id: z.string() }),
  business: z.strictObject({
    aue: z.literal('raw'),
    auf: z.literal('audio/L16;rate=8000'),
    vcn: z.string(),
    speed: z.int().min(0).max(100),
    pitch: z.int().min(0).max(100),
    volume: z.int().min(0).max(100),
    tte: z.literal('UTF8'),
  }),
  data: z.strictObject({ status: z.literal(2), text: z.base64().max(8_000) }),
});

export interface IflytekKeys {
  readonly appId: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** iFlytek's streamed synthesis: authorization computed again, one request, all answers in JSON. */
export async function iflytekVoiceServer(keys: IflytekKeys, script: VoiceScript): Promise<VoiceServer> {
  const asked: AskedSpeech[] = [];
  const violations: string[] = [];
  const goodbyes: (() => void)[] = [];
  const service = await serveLocally({
    judge: (request) => script.refusal ?? refusalOf(request, keys),
    connected(socket) {
      let requests = 0;
      const tell = (data: object): void =>
        socket.send(JSON.stringify({ code: 0, message: 'success', sid: 'tts000e1ee0', data }));
      socket.on('close', () => goodbyes.splice(0).forEach((told) => told()));
      socket.on('message', (bytes: Buffer) => {
        const request = requestSchema.safeParse(JSON.parse(bytes.toString()));
        if (!request.success) return void violations.push(z.prettifyError(request.error));
        const { common, business, data } = request.data;
        if (++requests > 1) violations.push('a second request on one connection');
        if (common.app_id !== keys.appId) violations.push(`app_id '${common.app_id}'`);
        const text = Buffer.from(data.text, 'base64').toString();
        asked.push({ text, parameters: business });
        sayByScript(script, text, socket, {
          sound: (sound) => tell({ audio: sound.toString('base64'), ced: '3', status: 1 }),
          end: () => tell({ audio: '', ced: '6', status: 2 }),
        });
      });
    },
  });
  return {
    url: `ws://${service.host}/v2/tts`,
    asked,
    violations,
    hungUp: () => new Promise((resolve) => goodbyes.push(resolve)),
    close: () => service.close(),
  };
}

/** As iFlytek words it where the signature is another; it repeats the authorization, as services may. */
function refusalOf({ url = '', headers }: IncomingMessage, { apiKey, apiSecret }: IflytekKeys): Refusal | null {
  const { searchParams, pathname } = new URL(url, 'http://local');
  const authorization = searchParams.get('authorization') ?? '';
  const origin = `host: ${headers.host}\ndate: ${searchParams.get('date')}\nGET ${pathname} HTTP/1.1`;
  const signature = createHmac('sha256', apiSecret).update(origin).digest('base64');
  const wanted = `api_key="${apiKey}", algorithm="hmac-sha256", headers="host date request-line", signature="${signature}"`;
  if (Buffer.from(authorization, 'base64').toString() === wanted) return null;
  return { status: 403, body: `{"message":"HMAC signature does not match","got":"${authorization}"}` };
}
