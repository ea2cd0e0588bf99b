import type { LanguageModel, ModelLine, ModelPart, ModelRequest, ModelTool } from '../contract/language-model.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { ChatAnswer } from './chat-answer.ts';
import { eventsIn } from './server-sent-events.ts';

/** A server that speaks the chat interface, and the model it is asked for. */
export interface ChatEndpoint {
  /** `https://api.deepseek.com/v1`: what stands before `/chat/completions`. */
  readonly url: string;
  readonly model: string;
  /** In clear, for the wire alone; null: the server wants none. */
  readonly key: string | null;
}

const mostBytes = 1_048_576;
/** Little: the facts are to be told, not varied. */
const temperature = 0.3;

/** A language model behind an endpoint. Redirects are failures, since the key would follow them; no message ever holds the key. */
export function openChatModel({ url, model, key }: ChatEndpoint): LanguageModel {
  const failed = (problem: string): CodedError => {
    const told = key === null ? problem : problem.replaceAll(key, '***');
    return new CodedError('model-failed', `language model '${model}': ${told}`, { model });
  };
  return {
    name: model,
    async *ask(request, signal) {
      try {
        yield* exchange(`${url.replace(/\/+$/, '')}/chat/completions`, { model, key }, request, signal);
      } catch (error) {
        throw failed(causeOf(error));
      }
    },
  };
}

async function* exchange(
  url: string,
  { model, key }: Pick<ChatEndpoint, 'model' | 'key'>,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  const headers = { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) };
  const body = JSON.stringify(bodyOf(model, request));
  const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
  const stream = limited(response.body ?? emptyStream());
  if (!response.ok) throw new Error(`the server answered with status ${response.status}: ${await beginningOf(stream)}`);
  const answer = new ChatAnswer();
  const streams = /^text\/event-stream/i.test(response.headers.get('content-type') ?? '');
  if (streams) for await (const data of eventsIn(stream)) yield* answer.add(data);
  else yield* answer.add(await textOf(stream));
  if (!answer.isFinished) throw new Error('the answer broke off');
  yield* answer.tools();
}

function bodyOf(model: string, { instructions, lines, tools, maxTokens }: ModelRequest): object {
  // Some servers want somebody to have spoken.
  const spoken: readonly ModelLine[] = lines.length > 0 ? lines : [{ by: 'customer', text: '<customer></customer>' }];
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    temperature,
    max_tokens: maxTokens,
    messages: [
      { role: 'system', content: instructions },
      ...spoken.map(({ by, text }) => ({ role: by === 'robot' ? 'assistant' : 'user', content: text })),
    ],
    ...(tools.length > 0 && { tools: tools.map(toolOf) }),
  };
}

function toolOf({ name, description, parameters }: ModelTool): object {
  const properties = Object.entries(parameters).map(([parameter, { description: about, values }]) => [
    parameter,
    { type: 'string', description: about, ...(values && { enum: values }) },
  ]);
  return {
    type: 'function',
    function: { name, description, parameters: { type: 'object', properties: Object.fromEntries(properties) } },
  };
}

async function* limited(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const part of stream) {
    bytes += part.length;
    if (bytes > mostBytes) throw new Error(`the answer is longer than ${mostBytes} bytes`);
    yield part;
  }
}

async function* emptyStream(): AsyncGenerator<Uint8Array> {
  // An answer without a body has no parts.
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const longestReason = 300;

/** What a server says of itself when it refuses; the status alone is enough where that breaks off. */
async function beginningOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  try {
    return (await textOf(stream)).slice(0, longestReason).trim();
  } catch {
    return '';
  }
}

/** `fetch` hides what happened behind "fetch failed" and "terminated". */
function causeOf(error: unknown): string {
  if (!(error instanceof TypeError)) return messageOf(error);
  const cause = messageOf(error.cause ?? error);
  return error.message === 'terminated' ? `the connection broke off: ${cause}` : `it cannot be reached: ${cause}`;
}
