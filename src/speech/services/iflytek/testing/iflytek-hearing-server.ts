import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { serveLocally, type Refusal } from '../../ws/testing/local-service.ts';
import { ScriptedEar, type EarScript, type HeardSentence } from '../../ws/testing/scripted-ear.ts';

export interface IflytekKeys {
  readonly appId: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

interface DictationFrame {
  readonly common?: { readonly app_id: string };
  readonly business?: Readonly<Record<string, unknown>>;
  readonly data: {
    readonly status: number;
    readonly format?: string;
    readonly encoding?: string;
    readonly audio?: string;
  };
}

export interface IflytekHearingServer {
  readonly url: string;
  /** First frame of each turn. */
  readonly firsts: readonly DictationFrame[];
  readonly ears: readonly ScriptedEar[];
  readonly violations: string[];
  close(): Promise<void>;
}

const longestAudioCharacters = 13_000;

/** iFlytek's 语音听写 on loopback: judges authorization, date, frames and their order, and answers in iFlytek's words. */
export async function serveIflytekHearing(
  keys: IflytekKeys,
  script: EarScript,
  nowMs: () => number,
): Promise<IflytekHearingServer> {
  const kept = { firsts: [] as DictationFrame[], ears: [] as ScriptedEar[], violations: [] as string[], script, keys };
  const server = await serveLocally({
    judge: (request) => judge(keys, request, nowMs()),
    connected: (socket) => serveTurn(socket, kept),
  });
  const { firsts, ears, violations } = kept;
  return { url: `ws://${server.host}/v2/iat`, firsts, ears, violations, close: () => server.close() };
}

/** Recomputes the signature from the request itself. */
function judge(keys: IflytekKeys, request: IncomingMessage, nowMs: number): Refusal | null {
  const url = new URL(request.url ?? '', 'ws://local');
  const refusal = (status: number, message: string): Refusal => ({ status, body: JSON.stringify({ message }) });
  const authorization = Buffer.from(url.searchParams.get('authorization') ?? '', 'base64').toString();
  const read =
    /^api_key="([^"]+)", algorithm="hmac-sha256", headers="host date request-line", signature="([^"]{44})"$/.exec(
      authorization,
    );
  if (!read || read[1] !== keys.apiKey) return refusal(401, 'HMAC signature cannot be verified');
  const date = url.searchParams.get('date') ?? '';
  if (!date.endsWith(' GMT') || !(Math.abs(Date.parse(date) - nowMs) < 300_000))
    return refusal(
      403,
      'HMAC signature cannot be verified, a valid date or x-date header is required for HMAC Authentication',
    );
  if (url.searchParams.get('host') !== request.headers.host) return refusal(401, 'HMAC signature cannot be verified');
  const origin = `host: ${request.headers.host}\ndate: ${date}\n${request.method} ${url.pathname} HTTP/${request.httpVersion}`;
  const wanted = createHmac('sha256', keys.apiSecret).update(origin).digest('base64');
  return read[2] === wanted ? null : refusal(401, `HMAC signature does not match, ${authorization}`);
}

interface Kept {
  readonly firsts: DictationFrame[];
  readonly ears: ScriptedEar[];
  readonly violations: string[];
  readonly script: EarScript;
  readonly keys: IflytekKeys;
}

function serveTurn(socket: WebSocket, { firsts, ears, violations, script, keys }: Kept): void {
  const ear = new ScriptedEar(script);
  const results = new Results();
  let begun = false;
  const say = (more: object): void => {
    if (socket.readyState === socket.OPEN)
      socket.send(JSON.stringify({ code: 0, message: 'success', sid: 'iat0001', ...more }));
  };
  const fail = (code: number, message: string): void => {
    say({ code, message });
    socket.close(1000);
  };
  const goOn = (soundEnded: boolean): void => {
    for (const sentence of ear.due(soundEnded)) say({ data: { status: 1, result: results.next(sentence) } });
    const fault = ear.fault();
    if (fault === 'cut') socket.terminate();
    else if (fault === 'garbage') socket.send('{"code":0,"data":{"status":1,"result":{"ws":"客户"}}}');
    else if (fault === 'goodbye') socket.close(1000);
    else if (fault) fail(Number(fault.code), fault.message);
  };
  socket.on('message', (bytes: Buffer, isBinary) => {
    if (isBinary) violations.push('bytes where text is wanted');
    const frame = JSON.parse(bytes.toString()) as DictationFrame;
    const wrong = wrongIn(frame, begun);
    if (wrong) {
      violations.push(wrong);
      return fail(10_163, wrong);
    }
    if (!begun) {
      if (frame.common?.app_id !== keys.appId) return fail(10_313, `no app ${frame.common?.app_id}`);
      begun = true;
      firsts.push(frame);
      ears.push(ear);
    }
    ear.hear(Buffer.from(frame.data.audio ?? '', 'base64'));
    goOn(frame.data.status === 2);
    if (frame.data.status === 2) say({ data: { status: 2, result: results.last() } });
  });
}

function wrongIn({ common, business, data }: DictationFrame, begun: boolean): string | null {
  if (begun !== (common === undefined) || begun !== (business === undefined))
    return 'common and business in the first frame only';
  if (begun === (data.status === 0)) return 'status of the first frame is 0, of others 1 or 2';
  if (data.status === 2) return null;
  if (data.format !== 'audio/L16;rate=8000' || data.encoding !== 'raw') return 'sound is not of 8 kHz';
  if (data.audio === undefined || data.audio.length > longestAudioCharacters)
    return 'length of $.data.audio must be between 0,13000';
  return Buffer.from(data.audio, 'base64').length % 320 === 0 ? null : 'not whole frames';
}

/** Numbers results as iFlytek does: a sentence heard anew replaces what was told of it, another is appended. */
class Results {
  #sn = 0;
  #index = 0;
  #from = 1;

  next({ index, text }: HeardSentence): object {
    this.#sn += 1;
    const replaces = index === this.#index;
    if (!replaces) this.#from = this.#sn;
    this.#index = index;
    const range = replaces ? { pgs: 'rpl', rg: [this.#from, this.#sn - 1] } : { pgs: 'apd' };
    const words = [text.slice(0, 1), text.slice(1)].filter((word) => word !== '');
    return { bg: 0, ed: 0, ls: false, sn: this.#sn, ...range, ws: words.map((w) => ({ bg: 0, cw: [{ sc: 0, w }] })) };
  }

  last(): object {
    return { bg: 0, ed: 0, ls: true, sn: this.#sn + 1, pgs: 'apd', ws: [{ bg: 0, cw: [{ sc: 0, w: '' }] }] };
  }
}
