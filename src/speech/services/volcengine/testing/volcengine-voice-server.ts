import type { WebSocket } from 'ws';
import { z } from 'zod';
import { serveLocally, type LocalService } from '../../ws/testing/local-service.ts';

export type VolcengineVoiceManners =
  | 'well'
  /** After the first piece of sound. */
  | 'cut'
  | 'garbage'
  | 'silent'
  /** An error frame after the first piece of sound. */
  | { readonly code: number; readonly payload: string }
  /** As what the session ends. */
  | { readonly status: number; readonly message: string };

export interface VolcengineVoiceScript {
  readonly accessKey: string;
  readonly manners: VolcengineVoiceManners;
  readonly sound: Buffer;
  /** What the server waits for between the first piece of a sound and the second. */
  readonly afterFirst?: Promise<unknown>;
}

export interface VolcengineVoice extends LocalService {
  readonly url: string;
  readonly violations: readonly string[];
  readonly requests: readonly unknown[];
  /** Close codes of connections that ended, as they end. */
  readonly closes: readonly number[];
}

const requestSchema = z.strictObject({
  user: z.strictObject({ uid: z.string().min(1) }),
  req_params: z.strictObject({
    text: z.string().min(1),
    speaker: z.string().min(1),
    audio_params: z.strictObject({
      format: z.literal('pcm'),
      sample_rate: z.literal(8_000),
      speech_rate: z.int().min(-50).max(100),
      emotion: z.string().optional(),
    }),
    additions: z.string().optional(),
  }),
});

const sessionId = 'nxckjoejnkeg';
const events = { sentenceStart: 350, sentenceEnd: 351, sound: 352, sessionFinished: 152 } as const;

/** Answers as https://www.volcengine.com/docs/6561/1719100, 2.4 "不同类型帧举例说明" shows, after checking SendText byte by byte. */
export async function volcengineVoice(script: VolcengineVoiceScript): Promise<VolcengineVoice> {
  const violations: string[] = [];
  const requests: unknown[] = [];
  const closes: number[] = [];
  const service = await serveLocally({
    judge({ headers, url }) {
      for (const name of ['x-api-app-id', 'x-api-resource-id', 'x-api-request-id'])
        if (!headers[name]) violations.push(`no ${name}`);
      if (url !== '/api/v3/tts/unidirectional/stream') violations.push(`address ${url}`);
      const key = headers['x-api-access-key'];
      return key === script.accessKey ? null : { status: 401, body: `{"error":"invalid access key ${String(key)}"}` };
    },
    connected(socket) {
      socket.on('close', (code) => closes.push(code));
      socket.on('message', (data, isBinary) => {
        const bytes = data as Buffer;
        if (!isBinary || bytes.toString('hex', 0, 4) !== '11101000') return void violations.push('no SendText');
        if (bytes.readUInt32BE(4) !== bytes.length - 8) violations.push('a payload size that is not the payload’s');
        const read = requestSchema.safeParse(JSON.parse(bytes.toString('utf8', 8)));
        if (!read.success) violations.push(z.prettifyError(read.error));
        requests.push(read.data);
        void speak(socket, script);
      });
    },
  });
  const url = `ws://${service.host}/api/v3/tts/unidirectional/stream`;
  return { ...service, url, violations, requests, closes };
}

async function speak(socket: WebSocket, { manners, sound, afterFirst }: VolcengineVoiceScript): Promise<void> {
  if (manners === 'silent') return;
  socket.send(frame(0x94, events.sentenceStart, Buffer.from('{"res_params":{"text":"…"}}')));
  for (let at = 0; at < sound.length; at += 1_601) {
    socket.send(frame(0xb4, events.sound, sound.subarray(at, at + 1_601)));
    if (at > 0) continue;
    await afterFirst;
    if (manners === 'cut') return socket.terminate();
    if (manners === 'garbage') return socket.send(Buffer.from('no frame at all'));
    if (typeof manners === 'object' && 'code' in manners) return socket.send(errorFrame(manners.code, manners.payload));
  }
  socket.send(frame(0x94, events.sentenceEnd, Buffer.from('{}')));
  const end =
    typeof manners === 'object' && 'status' in manners
      ? { status_code: manners.status, message: manners.message }
      : { status_code: 20_000_000, message: 'ok' };
  socket.send(frame(0x94, events.sessionFinished, Buffer.from(JSON.stringify(end))));
}

function frame(typeAndFlags: number, event: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(16 + sessionId.length);
  head.set([0x11, typeAndFlags, 0x10, 0]);
  head.writeUInt32BE(event, 4);
  head.writeUInt32BE(sessionId.length, 8);
  head.write(sessionId, 12);
  head.writeUInt32BE(payload.length, 12 + sessionId.length);
  return Buffer.concat([head, payload]);
}

function errorFrame(code: number, payload: string): Buffer {
  const head = Buffer.alloc(12);
  head.set([0x11, 0xf0, 0x10, 0]);
  head.writeUInt32BE(code, 4);
  head.writeUInt32BE(Buffer.byteLength(payload), 8);
  return Buffer.concat([head, Buffer.from(payload)]);
}
