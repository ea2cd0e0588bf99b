import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delay, systemClock } from '../../foundation/clock.ts';

/** What the server does with one request, in order. */
export type ServerAct =
  /** Words of the answer, as one event. */
  | { readonly words: string }
  | { readonly tool: string; readonly args: string }
  | { readonly refusal: string }
  /** Bytes as they are. */
  | { readonly raw: string }
  /** The server takes so long before it goes on. */
  | { readonly waitMs: number }
  /** Nothing more comes, and the connection stays. */
  | { readonly stalls: true }
  /** The connection is torn down. */
  | { readonly breaks: true }
  /** The answer is no stream: a status and a body. */
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };

export interface AskedServer {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: {
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly tools?: readonly unknown[];
  };
}

/** A server on this machine that speaks the chat interface and replays answers, one a request; the last again and again. */
export class ChatServer implements AsyncDisposable {
  readonly asked: AskedServer[] = [];
  /** Requests whose connection the client closed before the answer was over. */
  abandoned = 0;
  readonly #server: Server;
  readonly #answers: readonly (readonly ServerAct[])[];

  private constructor(answers: readonly (readonly ServerAct[])[]) {
    this.#answers = answers;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async replaying(...answers: readonly (readonly ServerAct[])[]): Promise<ChatServer> {
    const server = new ChatServer(answers);
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const acts = this.#answers[Math.min(this.asked.length, this.#answers.length - 1)] ?? [];
    const { authorization } = request.headers;
    this.asked.push({ path: request.url ?? '', authorization, body: JSON.parse(body) as AskedServer['body'] });
    response.on('close', () => {
      if (!response.writableEnded) this.abandoned += 1;
    });
    const [first] = acts;
    if (first && 'status' in first) {
      response.writeHead(first.status, { 'content-type': 'application/json', ...first.headers }).end(first.body);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const act of acts) if (!(await perform(act, response))) return;
    response.end('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
  }
}

/** False where the answer ends there. */
async function perform(act: ServerAct, response: ServerResponse): Promise<boolean> {
  const write = (text: string): Promise<void> =>
    new Promise((resolve) => {
      response.write(text, () => resolve());
    });
  const event = (delta: object): Promise<void> =>
    write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`);
  if ('words' in act) await event({ content: act.words });
  else if ('refusal' in act) await event({ refusal: act.refusal });
  else if ('tool' in act) {
    // As real servers do: the name first, the arguments in pieces.
    const half = Math.floor(act.args.length / 2);
    await event({
      tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: act.tool, arguments: '' } }],
    });
    await event({ tool_calls: [{ index: 0, function: { arguments: act.args.slice(0, half) } }] });
    await event({ tool_calls: [{ index: 0, function: { arguments: act.args.slice(half) } }] });
  } else if ('raw' in act) await write(act.raw);
  else if ('waitMs' in act) await delay(systemClock, act.waitMs);
  else if ('breaks' in act) {
    response.socket?.destroy();
    return false;
  } else return false;
  return true;
}
