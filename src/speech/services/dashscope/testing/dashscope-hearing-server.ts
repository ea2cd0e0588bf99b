import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { serveLocally, type Refusal } from '../../ws/testing/local-service.ts';
import { ScriptedEar, type EarScript, type HeardSentence } from '../../ws/testing/scripted-ear.ts';

interface RunTask {
  readonly header: { readonly action: string; readonly task_id: string; readonly streaming: string };
  readonly payload: {
    readonly task_group?: string;
    readonly task?: string;
    readonly function?: string;
    readonly model?: string;
    readonly parameters?: { readonly format: string; readonly sample_rate: number };
    readonly input: object;
  };
}

export interface DashScopeHearingServer {
  readonly url: string;
  /** `run-task` of each turn. */
  readonly tasks: readonly RunTask[];
  readonly ears: readonly ScriptedEar[];
  readonly violations: string[];
  close(): Promise<void>;
}

/** DashScope's Paraformer on loopback: judges key, order of instructions, task ids and packets, and answers in DashScope's words. */
export async function serveDashScopeHearing(apiKey: string, script: EarScript): Promise<DashScopeHearingServer> {
  const tasks: RunTask[] = [];
  const ears: ScriptedEar[] = [];
  const violations: string[] = [];
  const judge = ({ headers }: IncomingMessage): Refusal | null =>
    headers.authorization === `Bearer ${apiKey}`
      ? null
      : {
          status: 401,
          body: `{"code":"InvalidApiKey","message":"Invalid API-key provided: ${headers.authorization}"}`,
        };
  const server = await serveLocally({
    judge,
    connected: (socket) => serveTask(socket, { tasks, ears, violations, script }),
  });
  return { url: `ws://${server.host}/api-ws/v1/inference`, tasks, ears, violations, close: () => server.close() };
}

interface Kept {
  readonly tasks: RunTask[];
  readonly ears: ScriptedEar[];
  readonly violations: string[];
  readonly script: EarScript;
}

function serveTask(socket: WebSocket, { tasks, ears, violations, script }: Kept): void {
  let ear: ScriptedEar | null = null;
  let task: RunTask | null = null;
  const say = (event: string, payload: object, error: object = {}): void => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(
      JSON.stringify({ header: { task_id: task?.header.task_id, event, attributes: {}, ...error }, payload }),
    );
  };
  const fail = (code: string, message: string): void => {
    say('task-failed', {}, { error_code: code, error_message: message });
    socket.close();
  };
  const goOn = (soundEnded: boolean): void => {
    for (const sentence of ear?.due(soundEnded) ?? [])
      say('result-generated', { output: { sentence: sentenceOf(sentence) } });
    const fault = ear?.fault();
    if (fault === 'cut') socket.terminate();
    else if (fault === 'garbage') socket.send('客户 said <html>');
    else if (fault === 'goodbye') socket.close(1000);
    else if (fault) fail(String(fault.code), fault.message);
  };
  const begin = (asked: RunTask): void => {
    const wrong = wrongIn(asked);
    task = asked;
    if (wrong || tasks.some(({ header }) => header.task_id === asked.header.task_id)) {
      violations.push(wrong ?? 'task_id again');
      return fail('InvalidParameter', wrong ?? 'task_id again');
    }
    tasks.push(asked);
    ear = new ScriptedEar(script);
    ears.push(ear);
    say('task-started', {});
    say('result-generated', { output: { sentence: { text: '', sentence_end: false, heartbeat: true } }, usage: null });
    goOn(false);
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      if (!ear) violations.push('sound before task-started');
      if (data.length % 320 !== 0 || data.length > 16_000) violations.push(`a packet of ${data.length} bytes`);
      ear?.hear(data);
      return goOn(false);
    }
    const asked = JSON.parse(data.toString()) as RunTask;
    if (asked.header.action === 'run-task' && !task) return begin(asked);
    if (asked.header.action !== 'finish-task' || asked.header.task_id !== task?.header.task_id) {
      violations.push(`${asked.header.action} out of order`);
      return fail('InvalidParameter', 'out of order');
    }
    goOn(true);
    say('task-finished', { output: {}, usage: null });
  });
}

function wrongIn({ header, payload }: RunTask): string | null {
  if (header.streaming !== 'duplex') return 'streaming is not duplex';
  if (!/^[0-9a-f-]{32,36}$/.test(header.task_id)) return 'task_id is no UUID';
  if ([payload.task_group, payload.task, payload.function].join() !== 'audio,asr,recognition') return 'no such task';
  if (payload.parameters?.format !== 'pcm' || payload.parameters.sample_rate !== 8_000) return 'sound is not of 8 kHz';
  if (payload.model?.includes('8k') && 'language_hints' in payload.parameters) return 'language_hints not supported';
  return null;
}

function sentenceOf({ text, ended }: HeardSentence): object {
  return { begin_time: 170, end_time: ended ? 920 : null, text, heartbeat: false, sentence_end: ended, words: [] };
}
