import { z } from 'zod';
import { serveLocally } from '../../ws/testing/local-service.ts';
import { sayByScript, type AskedSpeech, type VoiceScript, type VoiceServer } from '../../testing/scripted-mouth.ts';

const commandSchema = z.strictObject({
  header: z.strictObject({
    action: z.enum(['run-task', 'continue-task', 'finish-task']),
    task_id: z.uuid(),
    streaming: z.literal('duplex'),
  }),
  payload: z.record(z.string(), z.unknown()),
});
/** https://help.aliyun.com/zh/model-studio/cosyvoice-client-events */
const runSchema = z.strictObject({
  task_group: z.literal('audio'),
  task: z.literal('tts'),
  function: z.literal('SpeechSynthesizer'),
  model: z.string(),
  parameters: z.strictObject({
    text_type: z.literal('PlainText'),
    voice: z.string(),
    format: z.literal('pcm'),
    sample_rate: z.literal(8_000),
    volume: z.int().min(0).max(100),
    rate: z.number().min(0.5).max(2),
    pitch: z.number().min(0.5).max(2),
    enable_ssml: z.literal(false),
    instruction: z.string().endsWith('。').optional(),
  }),
  input: z.strictObject({}),
});
const textSchema = z.strictObject({ input: z.strictObject({ text: z.string().min(1) }) });
const finishSchema = z.strictObject({ input: z.strictObject({}) });

/** CosyVoice as DashScope serves it: each command in its place, events around binary sound. */
export async function dashscopeVoiceServer(key: string, script: VoiceScript): Promise<VoiceServer> {
  const asked: AskedSpeech[] = [];
  const violations: string[] = [];
  const goodbyes: (() => void)[] = [];
  const check = <Value>(schema: z.ZodType<Value>, value: unknown): Value | null => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) violations.push(z.prettifyError(parsed.error));
    return parsed.success ? parsed.data : null;
  };
  const service = await serveLocally({
    judge: ({ headers }) => {
      if (headers.authorization !== `bearer ${key}`) violations.push('authorization is no bearer of the key');
      return script.refusal ?? null;
    },
    connected(socket) {
      let task: { readonly id: string; readonly parameters: Record<string, unknown>; text: string } | null = null;
      const tell = (event: string, payload: object = {}): void =>
        socket.send(JSON.stringify({ header: { task_id: task?.id, event, attributes: {} }, payload }));
      const inOrder = { 'run-task': 'continue-task', 'continue-task': 'finish-task', 'finish-task': 'none' } as const;
      let wanted: string = 'run-task';
      socket.on('close', () => goodbyes.splice(0).forEach((told) => told()));
      socket.on('message', (data: Buffer) => {
        const command = check(commandSchema, JSON.parse(data.toString()));
        if (!command) return;
        const { action, task_id: id } = command.header;
        if (action !== wanted) violations.push(`${action} where ${wanted} was due`);
        if (task && task.id !== id) violations.push(`task ${id} in the connection of another`);
        wanted = inOrder[action];
        if (action === 'run-task') {
          const run = check(runSchema, command.payload);
          task = { id, parameters: { model: run?.model, ...run?.parameters }, text: '' };
          tell('task-started');
        } else if (action === 'continue-task' && task) task.text = check(textSchema, command.payload)?.input.text ?? '';
        else if (task) {
          check(finishSchema, command.payload);
          asked.push({ text: task.text, parameters: task.parameters });
          sayByScript(script, task.text, socket, {
            sound(bytes) {
              tell('result-generated', { output: { sentence: { index: 0, words: [] }, type: 'sentence-synthesis' } });
              socket.send(bytes);
            },
            end: () => tell('task-finished', { usage: { characters: 2 * Array.from(task?.text ?? '').length } }),
          });
        }
      });
    },
  });
  return {
    url: `ws://${service.host}/api-ws/v1/inference`,
    asked,
    violations,
    hungUp: () => new Promise((resolve) => goodbyes.push(resolve)),
    close: () => service.close(),
  };
}
