import { parseWav } from '../../../../audio/index.ts';
import type { WebSocket } from 'ws';
import { serveLocally, type LocalService } from '../../ws/testing/local-service.ts';
import { ScriptedEar, type EarScript, type HeardSentence } from '../../ws/testing/scripted-ear.ts';

export interface AzureEar extends LocalService {
  /** Without path. */
  readonly url: string;
  readonly violations: readonly string[];
  /** Path and query of each connection. */
  readonly addresses: readonly string[];
  /** Bodies of `speech.context`. */
  readonly contexts: readonly unknown[];
  readonly ears: readonly ScriptedEar[];
  /** Close codes of connections that ended, as they end. */
  readonly closes: readonly number[];
}

export interface AzureEarScript extends EarScript {
  readonly key: string;
  /** Of phrases that are heard. */
  readonly confidence: number;
}

interface Received {
  readonly path: string;
  readonly requestId: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/**
 * Answers as Microsoft's "Speech Service WebSocket protocol" says. Every message is read byte by byte: length of headers, required headers, no
 * dashes in request ids, ISO times, `speech.config` before sound, a RIFF header first, chunks of at most 8 192 bytes, an empty one at the end.
 */
export async function azureEar(script: AzureEarScript): Promise<AzureEar> {
  const violations: string[] = [];
  const addresses: string[] = [];
  const contexts: unknown[] = [];
  const ears: ScriptedEar[] = [];
  const closes: number[] = [];
  const service = await serveLocally({
    judge({ headers, url = '' }) {
      if (!/^[0-9a-f]{32}$/.test(String(headers['x-connectionid']))) violations.push('X-ConnectionId');
      const key = headers['ocp-apim-subscription-key'];
      if (key !== script.key) return { status: 401, body: `Access denied for ${String(key)}` };
      addresses.push(url);
      return null;
    },
    connected(socket) {
      socket.on('close', (code) => closes.push(code));
      serveTurn(socket);
    },
  });

  function serveTurn(socket: WebSocket): void {
    const ear = new ScriptedEar(script);
    let requestId = '';
    let configured = false;
    let begun = false;
    const say = (path: string, body: unknown): void => {
      const type = body === null ? '' : 'Content-Type: application/json; charset=utf-8\r\n';
      const text = body === null ? '' : JSON.stringify(body);
      socket.send(`X-RequestId:${requestId}\r\n${type}Path:${path}\r\n\r\n${text}`);
    };
    const begin = ({ requestId: id, contentType, body }: Received): void => {
      begun = true;
      requestId = id;
      ears.push(ear);
      if (contentType !== 'audio/x-wav') violations.push('no audio/x-wav first');
      const { sampleRateHz, channels } = parseWav(body, 'first message');
      if (sampleRateHz !== 8_000 || channels !== 1) violations.push(`${sampleRateHz} Hz, ${channels} channels`);
      say('turn.start', { context: { serviceTag: '7B33613B91714B32817815DC89633AFA' } });
      say('speech.startDetected', { Offset: 100_000 });
    };
    const hear = (body: Buffer): void => {
      if (body.length > 8_192) violations.push(`a chunk of ${body.length} bytes`);
      ear.hear(body);
      const fault = ear.fault();
      if (fault === 'cut') return socket.terminate();
      if (fault === 'goodbye') return socket.close(1000);
      if (fault === 'garbage') return socket.send('客户说的话');
      if (fault && typeof fault.code === 'number') return socket.close(fault.code, fault.message);
      if (fault) return say('speech.phrase', { RecognitionStatus: fault.code, Offset: 0, Duration: 0 });
      for (const sentence of ear.due(body.length === 0)) tell(say, sentence, script.confidence);
      if (body.length === 0) say('turn.end', null);
    };
    socket.on('message', (data, isBinary) => {
      const message = received(data as Buffer, isBinary, violations);
      if (message.path === 'speech.config')
        configured = JSON.parse(message.body.toString()).context.system !== undefined;
      else if (message.path === 'speech.context') contexts.push(JSON.parse(message.body.toString()));
      else if (message.path !== 'audio' || !isBinary) violations.push(`path ${message.path}`);
      else if (!configured) violations.push('sound before speech.config');
      else if (!begun) begin(message);
      else if (message.requestId !== requestId) violations.push('another request id in mid-turn');
      else hear(message.body);
    });
  }

  return { ...service, url: `ws://${service.host}`, violations, addresses, contexts, ears, closes };
}

function tell(say: (path: string, body: unknown) => void, { text, ended }: HeardSentence, confidence: number): void {
  const place = { Offset: 100_000, Duration: 12_300_000 };
  if (!ended) return say('speech.hypothesis', { Text: text, ...place });
  const best = { Confidence: confidence, Lexical: text, ITN: text, MaskedITN: text, Display: text };
  say('speech.phrase', {
    RecognitionStatus: text === '' ? 'NoMatch' : 'Success',
    ...place,
    NBest: [best],
    DisplayText: text,
  });
}

function received(bytes: Buffer, isBinary: boolean, violations: string[]): Received {
  const start = isBinary ? 2 : 0;
  const end = isBinary ? 2 + bytes.readUInt16BE(0) : bytes.indexOf('\r\n\r\n');
  const headers = new Map(
    bytes
      .toString('ascii', start, end)
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const requestId = headers.get('X-RequestId') ?? '';
  if (!/^[0-9a-f]{32}$/.test(requestId)) violations.push(`X-RequestId ${requestId}`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,7}Z$/.test(headers.get('X-Timestamp') ?? ''))
    violations.push('X-Timestamp');
  return {
    path: headers.get('Path') ?? '',
    requestId,
    contentType: headers.get('Content-Type'),
    body: bytes.subarray(isBinary ? end : end + 4),
  };
}
