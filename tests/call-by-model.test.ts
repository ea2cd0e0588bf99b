import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { eventually, startTestProgram, type TestProgram } from '../src/app/testing/test-program.ts';
import { callIdSchema } from '../src/contract/ids.ts';
import type { CallPage } from '../src/contract/api.ts';
import { modelScript } from '../src/dialogue/testing/model-script.ts';
import { ChatServer, type ServerAct } from '../src/language-model/testing/chat-server.ts';
import { startSimulator, type Simulator } from '../src/simulator/index.ts';

const caller = '+9990000001';
const document = modelScript(
  { budgetMs: 10_000 },
  {
    extract: {
      children: { type: 'number', question: '家里有几个孩子' },
      income: { type: 'amount', question: '家庭年收入' },
    },
  },
);
const customer = ['您好', '一年要交多少钱呢', '家里两个孩子，那就保五十万吧'];
const used = (tokens: number): ServerAct => ({
  raw: `data: {"choices":[],"usage":{"total_tokens":${tokens}}}\n\n`,
});

/** What the model says to the customer's question, to his wish, and when the call is over: the last with an income that nobody named. */
const answers: readonly (readonly ServerAct[])[] = [
  [
    { words: '一年保费是三千' },
    { words: '六百元。您想保多少？' },
    { tool: 'conclude', args: '{"goal":"goes-on"}' },
    used(70),
  ],
  [{ tool: 'conclude', args: '{"goal":"reached","amount":"五十万"}' }, used(50)],
  [
    {
      tool: 'summary',
      args: JSON.stringify({
        words: '客户想保五十万，家里有两个孩子。',
        'value-children': '2',
        'sentence-children': '家里两个孩子',
        'value-income': '三十万',
        'sentence-income': '我一年挣三十万',
      }),
    },
    used(130),
  ],
];

let server: ChatServer;
let program: TestProgram;
let simulator: Simulator;
beforeAll(async () => {
  server = await ChatServer.replaying(...answers);
  program = await startTestProgram({ config: { languageModel: { url: server.url, model: 'm1', key: null } } });
  simulator = await startSimulator({ seed: 1, callerNumbers: [caller], voice: 'murmur', seats: [] });
}, 120_000);
afterAll(async () => {
  await simulator?.close();
  await program?.close();
  await server?.[Symbol.asyncDispose]();
});

/** Calls a customer who says these lines by text; the call's id. */
async function call(says: readonly string[]): Promise<string> {
  const { waihu } = program;
  const callId = callIdSchema.parse(`${waihu.config.node}-${waihu.world.newId()}`);
  const number = await simulator.reader(says);
  const address = `sip:${number}@${simulator.sipAddress.udp}`;
  const placed = await waihu.live.place({
    callId,
    tenantId: waihu.tenantId,
    attemptId: null,
    campaignId: null,
    leadId: null,
    destination: { kind: 'address', address, caller, realTimeText: true },
    script: document,
    scriptVersion: 1,
    variables: {},
    ringForMs: 20_000,
    maxTalkMs: 300_000,
    record: true,
  });
  expect(placed).toMatchObject({ accepted: true });
  return callId;
}

describe('a call that a language model holds', () => {
  it('goes through its node to its end, and its page has the summary and what was found with the words that say it', async () => {
    await program.run('script publish', { text: stringify(document), file: 'small.yaml' });
    const callId = await call(customer);
    const made = await program.run('api-key create', { name: 'reader', scopes: ['calls:read'] });
    const { key } = made.json as { key: string };
    const page = await eventually(
      async () => {
        const answer = await fetch(`${program.waihu.api.url}/api/v1/calls/${callId}`, {
          headers: { authorization: `Bearer ${key}` },
        });
        const found = answer.ok ? ((await answer.json()) as CallPage) : null;
        return (found?.summary?.model ?? null) === null ? null : found;
      },
      'the summary of the call by the model',
      150_000,
    );
    expect(page).toMatchObject({ outcome: 'completed', hangUpBy: 'robot', slots: { amount: '500000' }, degraded: [] });
    expect(page.path.map(({ node }) => node)).toEqual(['start', 'ask', 'done']);
    const robot = page.transcript.flatMap(({ speaker, text }) => (speaker === 'robot' ? [text] : []));
    // A sentence that the customer cut short is said again.
    expect([...new Set(robot)]).toEqual([
      '您好，我是智能助手。',
      '您想了解哪方面？',
      '一年保费是三千六百元。',
      '您想保多少？',
      '好的，已经记下了，再见。',
    ]);
    const said = page.transcript.find(({ text }) => text.includes('两个孩子'))!;
    expect(page.summary).toEqual({
      text: '客户想保五十万，家里有两个孩子。',
      model: 'm1',
      withheld: null,
      extracted: {
        children: {
          question: '家里有几个孩子',
          value: '2',
          evidence: { turn: said.turn, offsetMs: said.offsetMs, text: said.text },
        },
      },
    });
    expect(server.asked.map(({ body }) => body.messages.at(-1)!.content)).toEqual([
      '<customer>一年要交多少钱呢</customer>',
      expect.stringContaining('五十万'),
      expect.stringContaining(customer[2]!),
    ]);
    const tokens = page.usage.filter(({ provider }) => provider === 'm1').map(({ modelTokens }) => modelTokens);
    expect(tokens.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(120);
  }, 240_000);
});
