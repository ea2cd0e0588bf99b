import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server answers what is asked rightly. */
export type AzureVoiceManners = 'well' | 'busy' | 'cut' | 'garbage' | 'half-sample' | 'silent';

export interface AzureVoiceSound {
  readonly sound: Buffer;
  /** What the server waits for between the first piece of a sound and the second. */
  readonly afterFirst?: Promise<unknown>;
}

export interface AzureVoiceServer {
  readonly url: string;
  /** The SSML of each request that was right. */
  readonly asked: readonly string[];
  readonly firstAsked: Promise<void>;
  /** Fulfils when a client went away before its answer was whole. */
  readonly abandoned: Promise<void>;
  close(): void;
}

/**
 * Answers as https://learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech says: headers are checked, SSML must be a `speak`
 * with one `voice`, and `sound` comes in pieces of odd length. A refused key is echoed as Azure does not, so that the client has to mask it.
 */
export async function azureVoiceServer(
  key: string,
  manners: AzureVoiceManners,
  { sound, afterFirst }: AzureVoiceSound,
): Promise<AzureVoiceServer> {
  const asked: string[] = [];
  let tellAsked!: () => void;
  let tellAbandoned!: () => void;
  const firstAsked = new Promise<void>((resolve) => (tellAsked = resolve));
  const abandoned = new Promise<void>((resolve) => (tellAbandoned = resolve));
  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) tellAbandoned();
    });
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    tellAsked();
    const ssml = Buffer.concat(parts).toString('utf8');
    const sentKey = request.headers['ocp-apim-subscription-key'];
    if (sentKey !== key) return void response.writeHead(401).end(`no access with ${String(sentKey)}`);
    const fault = faultOf(request, ssml);
    if (fault) return void response.writeHead(400).end(fault);
    asked.push(ssml);
    if (manners === 'silent') return;
    if (manners === 'busy') return void response.writeHead(429, { 'retry-after': '1' }).end();
    if (manners === 'garbage') return void response.setHeader('content-type', 'application/json').end('{"a":1}');
    response.setHeader('content-type', 'audio/basic');
    for (let at = 0; at < sound.length; at += 1_601) {
      await new Promise((resolve) => response.write(sound.subarray(at, at + 1_601), resolve));
      await afterFirst;
    }
    if (manners === 'cut') response.destroy();
    else response.end(manners === 'half-sample' ? Buffer.of(1) : undefined);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, firstAsked, abandoned, close: () => server.close().closeAllConnections() };
}

function faultOf({ method, url, headers }: IncomingMessage, ssml: string): string | null {
  if (method !== 'POST' || url !== '/cognitiveservices/v1') return `no such address: ${method} ${url}`;
  if (headers['content-type'] !== 'application/ssml+xml') return 'content-type';
  if (headers['x-microsoft-outputformat'] !== 'raw-8khz-16bit-mono-pcm') return 'X-Microsoft-OutputFormat';
  if (!headers['user-agent'] || headers['user-agent'].length >= 255) return 'User-Agent';
  return /^<speak version="1.0" [^>]*xml:lang="[a-z]{2}-[A-Z]{2}"><voice name="[^"]+">.*<\/voice><\/speak>$/s.test(ssml)
    ? null
    : 'SSML';
}
