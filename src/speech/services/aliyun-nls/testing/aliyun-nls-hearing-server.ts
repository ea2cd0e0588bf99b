import type { WebSocket } from 'ws';
import { serveLocally } from '../../ws/testing/local-service.ts';
import { ScriptedEar, type EarScript, type HeardSentence } from '../../ws/testing/scripted-ear.ts';
import { NlsTokenServer, type NlsKeys } from './nls-token-server.ts';

export interface NlsInstruction {
  readonly header: {
    readonly message_id: string;
    readonly task_id: string;
    readonly namespace: string;
    readonly name: string;
    readonly appkey: string;
  };
  readonly payload?: Readonly<Record<string, unknown>>;
}

export interface AliyunNlsHearingServer {
  readonly url: string;
  readonly tokenUrl: string;
  readonly tokens: NlsTokenServer;
  /** Tokens that are good no more. */
  readonly revoked: Set<string>;
  readonly starts: readonly NlsInstruction[];
  readonly ears: readonly ScriptedEar[];
  readonly violations: string[];
  close(): Promise<void>;
}

interface Kept {
  readonly appKeys: readonly string[];
  readonly script: EarScript;
  readonly starts: NlsInstruction[];
  readonly ears: ScriptedEar[];
  readonly violations: string[];
  readonly messageIds: Set<string>;
}

/** Aliyun's 实时语音识别 on loopback, with its token service: judges tokens, ids, order and packets, and answers in Aliyun's words. */
export async function serveAliyunNlsHearing(
  keys: NlsKeys,
  appKeys: readonly string[],
  script: EarScript,
  nowMs: () => number,
): Promise<AliyunNlsHearingServer> {
  const tokens = new NlsTokenServer(keys, nowMs);
  const revoked = new Set<string>();
  const kept: Kept = { appKeys, script, starts: [], ears: [], violations: [], messageIds: new Set() };
  const server = await serveLocally({
    judge: () => null,
    http: (request, response) => tokens.answer(request, response),
    connected(socket, request) {
      const token = new URL(request.url ?? '', 'ws://local').searchParams.get('token') ?? '';
      serveTask(socket, kept, tokens.given.includes(token) && !revoked.has(token) ? null : token);
    },
  });
  const { starts, ears, violations } = kept;
  const close = (): Promise<void> => server.close();
  const urls = { url: `ws://${server.host}/ws/v1`, tokenUrl: `http://${server.host}/` };
  return { ...urls, tokens, revoked, starts, ears, violations, close };
}

function serveTask(socket: WebSocket, kept: Kept, badToken: string | null): void {
  let ear: ScriptedEar | null = null;
  let task: NlsInstruction['header'] | null = null;
  const say = (name: string, payload?: object, status = 20_000_000, said = 'GATEWAY|SUCCESS|Success.'): void => {
    if (socket.readyState !== socket.OPEN) return;
    const ids = { message_id: '05450bf69c53413f8d88aed1ee600000', task_id: task?.task_id ?? '' };
    const header = { ...ids, namespace: 'SpeechTranscriber', name, status, status_message: said, status_text: said };
    socket.send(JSON.stringify(payload ? { header, payload } : { header }));
  };
  const fail = (status: number, said: string): void => {
    say('TaskFailed', undefined, status, said);
    socket.close(1000);
  };
  const goOn = (soundEnded: boolean): void => {
    for (const sentence of ear?.due(soundEnded) ?? []) tell(say, sentence);
    const fault = ear?.fault();
    if (fault === 'cut') socket.terminate();
    else if (fault === 'garbage') socket.send('{"header":{"name":5},"客户":"说"}');
    else if (fault === 'goodbye') socket.close(1000);
    else if (fault) fail(Number(fault.code), fault.message);
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      if (!ear) kept.violations.push('sound before TranscriptionStarted');
      if (data.length % 320 !== 0 || data.length > 3_200) kept.violations.push(`a packet of ${data.length} bytes`);
      ear?.hear(data);
      return goOn(false);
    }
    const asked = JSON.parse(data.toString()) as NlsInstruction;
    const wrong = wrongIn(asked, task, kept);
    const isStart = !task;
    task ??= asked.header;
    if (wrong) {
      kept.violations.push(wrong);
      return fail(40_000_002, `Gateway:MESSAGE_INVALID:${wrong}!`);
    }
    if (badToken !== null) return fail(40_000_001, `Gateway:ACCESS_DENIED:The token '${badToken}' is invalid!`);
    if (!kept.appKeys.includes(asked.header.appkey)) return fail(40_020_105, 'Meta:APPKEY_NOT_EXIST:Appkey not exist!');
    if (!isStart) {
      goOn(true);
      return say('TranscriptionCompleted');
    }
    kept.starts.push(asked);
    ear = new ScriptedEar(kept.script);
    kept.ears.push(ear);
    say('TranscriptionStarted', { session_id: '1231231dfdf' });
    goOn(false);
  });
}

function wrongIn(asked: NlsInstruction, task: NlsInstruction['header'] | null, { messageIds }: Kept): string | null {
  const { message_id: id, task_id: taskId, namespace, name } = asked.header;
  if (!/^[0-9a-f]{32}$/.test(id) || !/^[0-9a-f]{32}$/.test(taskId)) return `Invalid message id '${id}'`;
  if (messageIds.has(id)) return 'message_id again';
  messageIds.add(id);
  if (namespace !== 'SpeechTranscriber') return 'no such namespace';
  if (name !== (task ? 'StopTranscription' : 'StartTranscription')) return `${name} out of order`;
  if (task && (task.task_id !== taskId || asked.payload !== undefined)) return 'not the task that was begun';
  if (!task && (asked.payload?.['format'] !== 'pcm' || asked.payload['sample_rate'] !== 8_000))
    return 'sound is not of 8 kHz';
  return null;
}

function tell(say: (name: string, payload: object) => void, { index, text, ended }: HeardSentence): void {
  const payload = { index, time: 1_800, result: text, words: [] };
  if (ended) return say('SentenceEnd', { ...payload, begin_time: 320, confidence: 0.8 + index / 100 });
  say('SentenceBegin', { index, time: 320 });
  say('TranscriptionResultChanged', payload);
}
