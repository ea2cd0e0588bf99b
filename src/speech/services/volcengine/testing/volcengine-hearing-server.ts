import { gunzipSync, gzipSync } from 'node:zlib';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { serveLocally, type LocalService } from '../../ws/testing/local-service.ts';

export interface VolcengineEarScript {
  readonly accessKey: string;
  /** What is heard after each packet of sound, in order; the last text once the sound has ended. */
  readonly texts: readonly string[];
  /** Instead of an answer to the n-th packet, from 0. */
  readonly fault?: {
    readonly atPacket: number;
    readonly does: 'cut' | 'goodbye' | Buffer | { readonly code: number; readonly payload: string };
  };
}

export interface VolcengineEar extends LocalService {
  readonly url: string;
  readonly violations: readonly string[];
  readonly requests: readonly unknown[];
  /** Each turn's packets. */
  readonly packets: readonly (readonly Buffer[])[];
  /** Close codes of connections that ended, as they end. */
  readonly closes: readonly number[];
}

const requestSchema = z.strictObject({
  user: z.strictObject({ uid: z.string().min(1) }),
  audio: z.strictObject({
    format: z.literal('pcm'),
    codec: z.literal('raw'),
    rate: z.literal(16_000),
    bits: z.literal(16),
    channel: z.literal(1),
  }),
  request: z.strictObject({
    model_name: z.literal('bigmodel'),
    enable_itn: z.boolean(),
    enable_punc: z.boolean(),
    result_type: z.literal('full'),
    corpus: z.strictObject({ context: z.string() }).optional(),
  }),
});

/**
 * Answers as https://www.volcengine.com/docs/6561/1354869 shows in "示例：客户发送 3 个请求": every frame is checked byte by byte, every
 * answer carries a sequence number, the last one flags 0b0011.
 */
export async function volcengineEar(script: VolcengineEarScript): Promise<VolcengineEar> {
  const violations: string[] = [];
  const requests: unknown[] = [];
  const packets: Buffer[][] = [];
  const closes: number[] = [];
  const service = await serveLocally({
    judge: ({ headers, url }) => {
      for (const name of ['x-api-app-key', 'x-api-resource-id', 'x-api-connect-id'])
        if (!headers[name]) violations.push(`no ${name}`);
      if (url !== '/api/v3/sauc/bigmodel_async') violations.push(`address ${url}`);
      if (headers['x-api-access-key'] === script.accessKey) return null;
      const message = `[resource_id=volc.bigasr.sauc.duration] access key ${String(headers['x-api-access-key'])} not granted`;
      return { status: 403, body: JSON.stringify({ code: 45_000_030, message }) };
    },
    connected(socket) {
      socket.on('close', (code) => closes.push(code));
      serveTurn(socket);
    },
  });

  function serveTurn(socket: WebSocket): void {
    const heard: Buffer[] = [];
    let sequence = 0;
    const answer = (text: string | null, last: boolean): void => {
      sequence++;
      socket.send(
        responseFrame(sequence, last, text === null ? {} : { audio_info: { duration: 100 }, result: { text } }),
      );
    };
    socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      if (!isBinary) return void violations.push('a text frame');
      if (sequence === 0) {
        requests.push(takeRequest(bytes));
        return answer(null, false);
      }
      if (heard.length === 0) packets.push(heard);
      const { pcm, last } = takeSound(bytes);
      const { fault } = script;
      heard.push(pcm);
      if (fault?.atPacket === heard.length - 1) return misbehave(socket, fault.does);
      const text = last ? script.texts.at(-1) : script.texts[Math.min(heard.length, script.texts.length) - 1];
      answer(text ?? '', last);
    });
  }

  function takeRequest(bytes: Buffer): unknown {
    if (bytes.subarray(0, 4).toString('hex') !== '11101100') violations.push(`header ${bytes.toString('hex', 0, 4)}`);
    const read = requestSchema.safeParse(JSON.parse(payloadOf(bytes).toString('utf8')));
    if (!read.success) violations.push(z.prettifyError(read.error));
    return read.data;
  }

  function takeSound(bytes: Buffer): { readonly pcm: Buffer; readonly last: boolean } {
    const header = bytes.toString('hex', 0, 4);
    if (header !== '11200100' && header !== '11220100') violations.push(`header ${header}`);
    const pcm = payloadOf(bytes);
    const last = header === '11220100';
    if (pcm.length === 0) violations.push('an empty packet');
    if (!last && (pcm.length < 3_200 || pcm.length > 6_400)) violations.push(`a packet of ${pcm.length} bytes`);
    return { pcm, last };
  }

  function payloadOf(bytes: Buffer): Buffer {
    if (bytes.readUInt32BE(4) !== bytes.length - 8) violations.push('a payload size that is not the payload’s');
    return gunzipSync(bytes.subarray(8));
  }

  const url = `ws://${service.host}/api/v3/sauc/bigmodel_async`;
  return { ...service, url, violations, requests, packets, closes };
}

function responseFrame(sequence: number, last: boolean, value: unknown): Buffer {
  const payload = gzipSync(JSON.stringify(value));
  const head = Buffer.alloc(12);
  head.set([0x11, last ? 0x93 : 0x91, 0x11, 0]);
  head.writeInt32BE(last ? -sequence : sequence, 4);
  head.writeUInt32BE(payload.length, 8);
  return Buffer.concat([head, payload]);
}

function misbehave(socket: WebSocket, does: NonNullable<VolcengineEarScript['fault']>['does']): void {
  if (does === 'cut') return socket.terminate();
  if (does === 'goodbye') return socket.close(1000);
  if (Buffer.isBuffer(does)) return socket.send(does);
  const payload = Buffer.from(does.payload);
  const head = Buffer.alloc(12);
  head.set([0x11, 0xf0, 0x10, 0]);
  head.writeUInt32BE(does.code, 4);
  head.writeUInt32BE(payload.length, 8);
  socket.send(Buffer.concat([head, payload]));
}
