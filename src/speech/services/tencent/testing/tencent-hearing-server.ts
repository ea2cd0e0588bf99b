import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { serveLocally } from '../../ws/testing/local-service.ts';
import { ScriptedEar, type EarScript, type HeardSentence } from '../../ws/testing/scripted-ear.ts';

export interface TencentKeys {
  readonly appId: string;
  readonly secretId: string;
  readonly secretKey: string;
}

export interface TencentHearingServer {
  readonly url: string;
  /** Queries of the turns, decoded. */
  readonly queries: readonly URLSearchParams[];
  readonly ears: readonly ScriptedEar[];
  readonly violations: readonly string[];
  close(): Promise<void>;
}

const bytesPerSecond = 16_000;

/** Tencent's 实时语音识别 on loopback: judges signature, parameters, sizes and speed of what it is sent, and answers in Tencent's words. */
export async function serveTencentHearing(
  keys: TencentKeys,
  script: EarScript,
  nowMs: () => number,
): Promise<TencentHearingServer> {
  const queries: URLSearchParams[] = [];
  const ears: ScriptedEar[] = [];
  const violations: string[] = [];
  const server = await serveLocally({
    judge: () => null,
    connected(socket, request) {
      const query = new URL(request.url ?? '', 'ws://local').searchParams;
      const refused = judge(keys, request, query, nowMs() / 1_000);
      if (queries.some((other) => other.get('voice_id') === query.get('voice_id'))) violations.push('voice_id again');
      queries.push(query);
      if (refused) {
        violations.push(refused);
        return fail(socket, 4002, `鉴权失败: ${refused}: secretid=${query.get('secretid')}`);
      }
      const ear = new ScriptedEar(script);
      ears.push(ear);
      serveTurn(socket, ear, String(query.get('voice_id')), nowMs, violations);
    },
  });
  return { url: `ws://${server.host}/asr/v2`, queries, ears, violations, close: () => server.close() };
}

/** Recomputes the signature from what came, and checks the rules of the parameters. */
function judge(keys: TencentKeys, request: IncomingMessage, query: URLSearchParams, nowS: number): string | null {
  const parameters = [...query].filter(([name]) => name !== 'signature');
  const names = parameters.map(([name]) => name);
  if (names.join() !== names.toSorted().join()) return 'parameters out of order';
  const plain = parameters.map(([name, value]) => `${name}=${value}`).join('&');
  const original = `${request.headers.host}/asr/v2/${keys.appId}?${plain}`;
  const wanted = createHmac('sha1', keys.secretKey).update(original).digest('base64');
  if (query.get('signature') !== wanted) return 'signature does not match';
  if (query.get('secretid') !== keys.secretId) return 'secretid not known';
  const timestampS = Number(query.get('timestamp'));
  if (Math.abs(timestampS - nowS) > 60 || Number(query.get('expired')) <= timestampS) return 'signature expired';
  if (!/^[1-9]\d{0,9}$/.test(query.get('nonce') ?? '')) return 'nonce is no positive integer of ten digits';
  if (query.get('voice_format') !== '1') return 'voice_format is not pcm';
  return null;
}

function serveTurn(
  socket: WebSocket,
  ear: ScriptedEar,
  voiceId: string,
  nowMs: () => number,
  violations: string[],
): void {
  const arrivals: { readonly atMs: number; readonly bytes: number }[] = [];
  const say = (more: object): void =>
    socket.send(JSON.stringify({ code: 0, message: 'success', voice_id: voiceId, ...more }));
  const goOn = (soundEnded: boolean): void => {
    for (const sentence of ear.due(soundEnded)) say({ message_id: `${voiceId}_1`, result: resultOf(sentence) });
    stumble(socket, ear);
  };
  say({});
  stumble(socket, ear);
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      if (data.toString() !== '{"type": "end"}') return fail(socket, 4010, '客户端上传未知文本消息');
      goOn(true);
      if (socket.readyState === socket.OPEN) say({ message_id: `${voiceId}_2`, final: 1 });
      return socket.close();
    }
    if (data.length % 320 !== 0) violations.push(`a packet of ${data.length} bytes`);
    arrivals.push({ atMs: nowMs(), bytes: data.length });
    const lastSecond = arrivals.filter(({ atMs }) => atMs > nowMs() - 1_000).reduce((sum, { bytes }) => sum + bytes, 0);
    if (lastSecond > 3 * bytesPerSecond) return fail(socket, 4000, '音频数据发送过多，请1秒内最多发送3秒音频数据');
    ear.hear(data);
    goOn(false);
  });
}

function resultOf({ index, text, ended }: HeardSentence): object {
  return {
    slice_type: ended ? 2 : 1,
    index: index - 1,
    start_time: 0,
    end_time: 1_240,
    voice_text_str: text,
    word_size: 0,
    word_list: [],
  };
}

function stumble(socket: WebSocket, ear: ScriptedEar): void {
  const fault = ear.fault();
  if (fault === 'cut') socket.terminate();
  else if (fault === 'garbage') socket.send('{"code":"零","客户":"说"}');
  else if (fault === 'goodbye') socket.close(1000);
  else if (fault) fail(socket, Number(fault.code), fault.message);
}

function fail(socket: WebSocket, code: number, message: string): void {
  socket.send(JSON.stringify({ code, message, voice_id: '', message_id: '' }));
  socket.close();
}
