import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { parseWav } from '../../../../audio/index.ts';
import { pcm16 } from '../../testing/speech-like.ts';

/** How the server answers what is asked rightly. */
export type OpenAiManners =
  | 'well'
  /** 429 `rate_limit_exceeded`. */
  | 'busy'
  /** 429 `insufficient_quota`. */
  | 'no-money'
  | 'cut'
  | 'garbage'
  /** Never answers. */
  | 'silent'
  /** Leads to another address. */
  | 'redirect';

export interface OpenAiAnswers {
  readonly transcript?: string;
  /** At the rate of the server's `pcm`. */
  readonly sound?: Int16Array;
  /** What the server waits for between the first piece of a sound and the second. */
  readonly afterFirst?: Promise<unknown>;
}

export interface OpenAiServer {
  readonly url: string;
  readonly sounds: ReturnType<typeof parseWav>[];
  readonly fields: Readonly<Record<string, unknown>>[];
  /** Fulfils when a request has been read. */
  readonly asked: Promise<void>;
  /** Fulfils when a client went away before its answer was whole. */
  readonly abandoned: Promise<void>;
  close(): void;
}

const speechRequestSchema = z.strictObject({
  model: z.string().min(1),
  input: z.string().min(1).max(4_096),
  voice: z.string().min(1),
  response_format: z.literal('pcm'),
  speed: z.number().min(0.25).max(4),
  instructions: z.string().optional(),
  sample_rate: z.number().optional(),
});

/**
 * Answers as https://platform.openai.com/docs/api-reference/audio says: a wav file of a turn becomes `transcript`, a text becomes `sound` as raw
 * PCM, written in pieces of odd length. What is asked wrongly is refused with OpenAI's own error objects, the key echoed as it came.
 */
export async function openAiServer(
  key: string,
  manners: OpenAiManners,
  { transcript = '', sound = new Int16Array(0), afterFirst }: OpenAiAnswers,
): Promise<OpenAiServer> {
  const sounds: ReturnType<typeof parseWav>[] = [];
  const fields: Readonly<Record<string, unknown>>[] = [];
  let tellAsked!: () => void;
  let tellAbandoned!: () => void;
  const asked = new Promise<void>((resolve) => (tellAsked = resolve));
  const abandoned = new Promise<void>((resolve) => (tellAbandoned = resolve));
  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) tellAbandoned();
    });
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    tellAsked();
    if (request.headers.authorization !== `Bearer ${key}`)
      return refuse(response, 401, `Incorrect API key provided: ${request.headers.authorization}.`, 'invalid_api_key');
    if (request.method !== 'POST') return refuse(response, 405, 'Method not allowed', 'method_not_allowed');
    if (manners !== 'well') return misbehave(response, manners, sound);
    try {
      if (request.url === '/v1/audio/transcriptions') await transcribe(request, response, body);
      else if (request.url === '/v1/audio/speech') await speak(request, response, body);
      else refuse(response, 404, `Invalid URL (POST ${request.url})`, 'not_found');
    } catch (error) {
      refuse(response, 400, String(error), 'invalid_request_error');
    }
  }

  async function transcribe(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(new Uint8Array(body), { headers }).formData();
    const file = form.get('file');
    if (!(file instanceof File)) throw new Error('file is no file');
    sounds.push(parseWav(new Uint8Array(await file.arrayBuffer()), file.name));
    fields.push(Object.fromEntries([...form].filter(([name]) => name !== 'file')));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ text: transcript }));
  }

  async function speak(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    if (request.headers['content-type'] !== 'application/json') throw new Error('content-type is not application/json');
    fields.push(speechRequestSchema.parse(JSON.parse(body.toString('utf8'))));
    response.setHeader('content-type', 'audio/pcm');
    const bytes = pcm16(sound);
    for (let at = 0; at < bytes.length; at += 4_801) {
      await new Promise((resolve) => response.write(bytes.subarray(at, at + 4_801), resolve));
      await afterFirst;
    }
    response.end();
  }

  return {
    url: await listen(server),
    sounds,
    fields,
    asked,
    abandoned,
    close: () => server.close().closeAllConnections(),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

function refuse(response: ServerResponse, status: number, message: string, code: string): void {
  const error = { message, type: 'invalid_request_error', param: null, code };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}

function misbehave(response: ServerResponse, manners: Exclude<OpenAiManners, 'well'>, sound: Int16Array): void {
  switch (manners) {
    case 'busy':
      return refuse(response, 429, 'Rate limit reached for requests', 'rate_limit_exceeded');
    case 'no-money':
      return refuse(response, 429, 'You exceeded your current quota, please check your plan.', 'insufficient_quota');
    case 'garbage':
      return void response.setHeader('content-type', 'text/html').end('<html>welcome to the router</html>');
    case 'redirect':
      return void response.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end();
    case 'cut':
      response.writeHead(200, { 'content-type': 'audio/pcm', 'content-length': '1000000' });
      return void response.write(pcm16(sound), () => response.destroy());
    case 'silent':
      return undefined;
  }
}
