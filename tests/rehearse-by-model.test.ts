import { describe, expect, it } from 'vitest';
import { customerModel, customerModelOf } from '../src/app/ask-customer.ts';
import { smallScript } from '../src/dialogue/testing/small-script.ts';
import { systemClock } from '../src/foundation/clock.ts';
import { FakeClock } from '../src/foundation/testing/fake-clock.ts';
import { openChatModel } from '../src/language-model/index.ts';
import { ChatServer, type ServerAct } from '../src/language-model/testing/chat-server.ts';
import { loadPersonas, rehearseByModel, reportPage, type RehearsalReport } from '../src/rehearsal/index.ts';

const script = smallScript({
  start: {
    kind: 'speak',
    say: '您现在方便吗？',
    branches: [
      { on: 'positive', to: 'offer' },
      { on: 'negative', to: 'bye' },
    ],
  },
  offer: {
    kind: 'speak',
    say: '给您送一张电影票，要吗？',
    branches: [
      { on: 'positive', to: 'sent' },
      { on: 'negative', to: 'bye' },
    ],
  },
  sent: { kind: 'end', reason: 'sent', say: '好的，稍后发给您，再见。' },
  bye: { kind: 'end', reason: 'refused', say: '好的，再见。' },
});

const personasWith = (noise: number) =>
  loadPersonas(
    `personas:
  - { id: keen, name: 爽快的人, goal: 有票就要, willing: 0.9, noise: ${noise}, share: 9, objections: [{ about: [是哪家影院], chance: 0.5 }] }
  - { id: machine, name: 语音信箱, goal: 没有人, willing: 0, share: 0.1, answeredBy: voicemail }`,
    'personas.yaml',
  );

const used = (tokens: number): ServerAct => ({
  raw: `data: {"choices":[],"usage":{"total_tokens":${tokens}}}\n\n`,
});
const yes: readonly ServerAct[] = [{ words: '“好' }, { words: '的，可以。”' }, used(12)];

interface Rehearsed {
  readonly report: RehearsalReport;
  readonly server: ChatServer;
}

/** Some conversations, one after another, whose customers the server's answers lead. */
async function rehearsed(
  conversations: number,
  answers: readonly (readonly ServerAct[])[],
  { noise = 0, atOnce = 1 }: { readonly noise?: number; readonly atOnce?: number } = {},
): Promise<Rehearsed> {
  await using server = await ChatServer.replaying(...answers);
  const model = { ...customerModel(openChatModel({ url: server.url, model: 'm1', key: null }), systemClock), atOnce };
  const options = { conversations, seed: 1, personas: personasWith(noise) };
  return { report: await rehearseByModel(script, options, model), server };
}

describe('a rehearsal whose customers a language model leads', () => {
  it('goes by its answers, and tells whom it led and what it cost; machines go by rules', async () => {
    const { report, server } = await rehearsed(5, [yes], { atOnce: 4 });
    expect(report.personas).toMatchObject({
      keen: { conversations: 4, outcomes: { sent: 4 } },
      machine: { conversations: 1 },
    });
    expect(report.byModel).toEqual({
      model: 'm1',
      led: ['keen'],
      conversations: 4,
      turns: 8,
      tokens: 96,
      customerFailed: {},
    });
    const [{ body }] = server.asked as [ChatServer['asked'][number]];
    expect(body.messages[0]).toMatchObject({ role: 'system', content: expect.stringContaining('有票就要') });
    expect(body.messages[0]!.content).toContain('是哪家影院');
    expect(body.messages[0]!.content).not.toContain('电影票');
    expect(body.messages[1]).toEqual({ role: 'user', content: '您现在方便吗？' });
    const second = server.asked.find((one) => one.body.messages.length === 4)!;
    expect(second.body.messages.slice(2)).toEqual([
      { role: 'assistant', content: '好的，可以。' },
      { role: 'user', content: '给您送一张电影票，要吗？' },
    ]);
    expect(reportPage(report)).toContain('Customers led by a language model');
  });

  it('mishears them as it does the others', async () => {
    const words = '行行行我现在很方便您请讲吧';
    const { report } = await rehearsed(2, [[{ words }]], { noise: 0.5 });
    const heard = report.examples.flatMap(({ stays }) => stays.flatMap((stay) => stay.heard ?? []));
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.filter((one) => one !== words).length).toBeGreaterThan(0);
  });

  it('counts customers who fail apart, and goes on with the others', async () => {
    const { report } = await rehearsed(9, [
      [{ raw: 'data: \u0000<<<\n\n' }],
      yes,
      [{ words: '。。。' }, used(5)],
      [{ refusal: 'I will not.' }],
      [{ words: '作为一个AI语言模型，我无法接电话。' }],
      [{ tool: 'create-order', args: '{"amount":"1"}' }],
      [{ status: 503, body: 'busy' }],
      [{ words: '好' }, { breaks: true }],
      yes,
    ]);
    const { byModel, personas, conversations } = report;
    expect(conversations).toBe(2);
    expect(personas['keen']).toMatchObject({ conversations: 1, outcomes: { sent: 1 } });
    expect(byModel).toMatchObject({ conversations: 1, turns: 10, tokens: 5 + 12 + 12 + 12 });
    const reasons = Object.entries(byModel!.customerFailed);
    expect(reasons.map(([, times]) => times)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(reasons.map(([reason]) => reason).join('\n')).toMatch(/no piece of an answer/);
  });

  it('waits twenty seconds for a customer who stalls', async () => {
    await using server = await ChatServer.replaying([{ words: '好' }, { stalls: true }], yes);
    const clock = new FakeClock(0);
    const model = { ...customerModel(openChatModel({ url: server.url, model: 'm1', key: null }), clock), atOnce: 1 };
    const running = rehearseByModel(script, { conversations: 3, seed: 1, personas: personasWith(0) }, model);
    await expect.poll(() => server.asked.length, { timeout: 20_000 }).toBe(1);
    await expect.poll(() => (clock.tick(20_000), server.abandoned), { timeout: 20_000 }).toBe(1);
    const { byModel } = await running;
    expect(byModel).toMatchObject({ conversations: 1, customerFailed: { 'no answer in 20 s': 1 } });
  });

  it('says why there is no rehearsal where no customer could be led', async () => {
    await expect(rehearsed(3, [[{ status: 401, body: 'no key' }]])).rejects.toMatchObject({
      code: 'customer-failed',
      message: expect.stringMatching(/language model 'm1'.*status 401: no key/u),
    });
    await expect(
      customerModelOf({ languageModel: null, httpAllow: new Set() }, { env: {} } as never),
    ).rejects.toMatchObject({
      code: 'no-language-model',
      message: expect.stringContaining('WAIHU_MODEL_URL'),
    });
  });
});
