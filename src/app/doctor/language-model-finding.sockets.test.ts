import { describe, expect, it } from 'vitest';
import { ChatServer, type ServerAct } from '../../language-model/testing/chat-server.ts';
import type { Finding } from './finding.ts';
import { languageModelFinding } from './language-model-finding.ts';

async function findingWith(...acts: readonly ServerAct[]): Promise<Finding> {
  await using server = await ChatServer.replaying(acts);
  return await languageModelFinding({
    languageModel: { url: server.url, model: 'm1', key: null },
    httpAllow: new Set(),
  });
}

describe('doctor asks the language model', () => {
  it('and tells how soon it begins to answer', async () => {
    expect(await findingWith({ words: '您好。' })).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/^m1 begins to answer after \d+ ms$/u),
    });
  });

  it.each<[string, RegExp, readonly ServerAct[]]>([
    ['refuses the key', /status 401: bad key/u, [{ status: 401, body: 'bad key' }]],
    ['answers rubbish', /no piece of an answer/u, [{ raw: 'data: <html>\n\n' }]],
    ['answers nothing', /answers nothing/u, []],
  ])('and finds a fault where it %s', async (_, detail, acts) => {
    expect(await findingWith(...acts)).toMatchObject({ state: 'fault', detail: expect.stringMatching(detail) });
  });

  it('and is content where none is named', async () => {
    expect(await languageModelFinding({ languageModel: null, httpAllow: new Set() })).toMatchObject({ state: 'ok' });
  });
});
