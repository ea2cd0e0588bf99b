import { describe, expect, it } from 'vitest';
import type { ModelPart, ModelRequest } from '../contract/language-model.ts';
import { openChatModel } from './chat-model.ts';
import { ChatServer, type ServerAct } from './testing/chat-server.ts';

const request: ModelRequest = {
  instructions: '规则',
  lines: [
    { by: 'robot', text: '您好。' },
    { by: 'customer', text: '<customer>多少钱</customer>' },
    { by: 'function', text: '<function>{}</function>' },
  ],
  tools: [
    {
      name: 'conclude',
      description: '结束',
      parameters: { goal: { description: 'goal', values: ['goes-on', 'reached'] } },
    },
  ],
  maxTokens: 300,
};
const never = new AbortController().signal;

async function partsOf(
  server: Pick<ChatServer, 'url'>,
  key: string | null = null,
  signal = never,
): Promise<readonly ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of openChatModel({ url: server.url, model: 'm1', key }).ask(request, signal)) parts.push(part);
  return parts;
}

async function answerTo(...acts: readonly ServerAct[]): Promise<readonly ModelPart[]> {
  await using server = await ChatServer.replaying(acts);
  return await partsOf(server);
}

describe('a model behind a server', () => {
  it('is asked in the words of the chat interface, with its key', async () => {
    await using server = await ChatServer.replaying([{ words: '好' }]);
    await partsOf(server, 'sk-secret');
    const [asked] = server.asked;
    expect(asked).toMatchObject({
      path: '/v1/chat/completions',
      authorization: 'Bearer sk-secret',
      body: {
        model: 'm1',
        stream: true,
        max_tokens: 300,
        messages: [
          { role: 'system', content: '规则' },
          { role: 'assistant', content: '您好。' },
          { role: 'user', content: '<customer>多少钱</customer>' },
          { role: 'user', content: '<function>{}</function>' },
        ],
        tools: [{ type: 'function', function: { name: 'conclude' } }],
      },
    });
  });

  it('streams words as they come, then its tools, and what it used', async () => {
    const parts = await answerTo(
      { words: '一年' },
      { words: '三千六。' },
      { tool: 'conclude', args: '{"goal":"reached","amount":30}' },
      { raw: 'data: {"choices":[],"usage":{"total_tokens":42}}\n\n' },
    );
    expect(parts).toEqual([
      { kind: 'words', text: '一年' },
      { kind: 'words', text: '三千六。' },
      { kind: 'used', tokens: 42 },
      { kind: 'tool', name: 'conclude', args: { goal: 'reached', amount: '30' } },
    ]);
  });

  it('reads events however they are cut, with comments and other ends of lines', async () => {
    const event = JSON.stringify({ choices: [{ delta: { content: '您好' } }] });
    const parts = await answerTo(
      { raw: `: ping\r\n\r\nda` },
      { raw: `ta: ${event.slice(0, 25)}` },
      { waitMs: 5 },
      { raw: `${event.slice(25)}\r\n\r\n` },
    );
    expect(parts).toEqual([{ kind: 'words', text: '您好' }]);
  });

  it('takes an answer that does not stream', async () => {
    const message = { content: '您好', tool_calls: [{ function: { name: 'conclude', arguments: 'rubbish' } }] };
    const body = JSON.stringify({ choices: [{ message, finish_reason: 'stop' }], usage: { total_tokens: 9 } });
    expect(await answerTo({ status: 200, body })).toEqual([
      { kind: 'words', text: '您好' },
      { kind: 'used', tokens: 9 },
      { kind: 'tool', name: 'conclude', args: {} },
    ]);
  });

  it('leaves out what the model thinks', async () => {
    const parts = await answerTo(
      { words: '<thi' },
      { words: 'nk>客户想要' },
      { words: '保证</th' },
      { words: 'ink>您好' },
    );
    expect(parts).toEqual([{ kind: 'words', text: '您好' }]);
  });
});

describe('a model that gives no answer', () => {
  it.each<[string, RegExp, readonly ServerAct[]]>([
    ['streams garbage', /no piece of an answer: <html>/, [{ raw: 'data: <html>\n\n' }]],
    ['tells of an error', /it broke off: .*overloaded/, [{ raw: 'data: {"error":{"message":"overloaded"}}\n\n' }]],
    ['refuses', /it refused: I cannot/, [{ refusal: 'I cannot help with that.' }]],
    ['is filtered', /filter/, [{ raw: 'data: {"choices":[{"delta":{},"finish_reason":"content_filter"}]}\n\n' }]],
    ['breaks off', /broke off/, [{ words: '一年' }, { breaks: true }]],
    ['answers with an error', /status 500: out of memory/, [{ status: 500, body: 'out of memory' }]],
    [
      'leads elsewhere',
      /cannot be reached/,
      [{ status: 302, body: '', headers: { location: 'http://169.254.169.254/' } }],
    ],
    ['sends more than can be', /longer than/, [{ raw: `data: ${'x'.repeat(300_000)}` }]],
  ])('%s', async (_, message, acts) => {
    await expect(answerTo(...acts)).rejects.toMatchObject({
      code: 'model-failed',
      message: expect.stringMatching(message),
    });
  });

  it('cannot be reached', async () => {
    const server = await ChatServer.replaying([]);
    const { url } = server;
    await server[Symbol.asyncDispose]();
    await expect(partsOf({ url })).rejects.toMatchObject({
      code: 'model-failed',
      message: expect.stringContaining('cannot be reached'),
    });
  });

  it('never tells its key, though the server does', async () => {
    await using server = await ChatServer.replaying([{ status: 401, body: 'bad key sk-secret' }]);
    const failure = partsOf(server, 'sk-secret');
    await expect(failure).rejects.toMatchObject({ message: expect.stringContaining('bad key ***') });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining('sk-secret') });
  });

  it('is left as soon as nobody waits, while it stalls', async () => {
    await using server = await ChatServer.replaying([{ words: '好' }, { stalls: true }]);
    const stop = new AbortController();
    const model = openChatModel({ url: server.url, model: 'm1', key: null });
    await expect(
      (async () => {
        for await (const part of model.ask(request, stop.signal)) if (part.kind === 'words') stop.abort();
      })(),
    ).rejects.toMatchObject({ code: 'model-failed' });
    await expect.poll(() => server.abandoned).toBe(1);
  });
});
