import { describe, expect, it } from 'vitest';
import { forbiddenPromises, impliedPromises, otherPromises } from '../dialogue/testing/forbidden-promises.ts';
import { modelFallback, modelScript } from '../dialogue/testing/model-script.ts';
import { ModelCall } from './testing/model-talk.ts';
import { ScriptedModel, type ModelAct } from './testing/scripted-model.ts';

const budgetMs = 1_500;
/** How long the end of a turn takes to be known, at the most. */
const endpointMs = 1_300;

function callWith(...answers: readonly (readonly ModelAct[])[]): {
  readonly call: ModelCall;
  readonly model: ScriptedModel;
} {
  let model!: ScriptedModel;
  const call = new ModelCall(modelScript(), (clock) => (model = new ScriptedModel(clock, answers)));
  return { call, model };
}

/** The customer has asked, and everything that follows has been said. */
async function asked(call: ModelCall, words = '一年要交多少钱呢'): Promise<number> {
  await call.untilQuiet();
  const endedAtMs = await call.says(words);
  await call.pass(5_000);
  return endedAtMs;
}

const concluded: ModelAct = { tool: 'conclude', args: { goal: 'goes-on' } };

describe('a language model in a call', () => {
  it('is heard sentence by sentence while it still streams', async () => {
    const { call } = callWith([
      { waitMs: 300 },
      { words: '一年保费是三' },
      { words: '千六百元。您' },
      { waitMs: 400 },
      { words: '想保多少？' },
      concluded,
      { tokens: 77 },
    ]);
    const endedAtMs = await asked(call);
    expect(call.heard.slice(2)).toEqual(['一年保费是三千六百元。', '您想保多少？']);
    const [first] = call.sounded.slice(2);
    expect(first!.fromMs - endedAtMs).toBeLessThan(endpointMs + 400);
    expect(call.told.find(({ kind }) => kind === 'used')).toMatchObject({ provider: 'scripted', modelTokens: 77 });
    const timed = call.told.find((event) => event.kind === 'turn-timed');
    expect(timed?.latency.modelMs).toBeGreaterThanOrEqual(300);
    expect(timed?.latency.modelMs).toBeLessThan(320);
  });

  it('listens when the answer is over, and asks again with what was said', async () => {
    const { call, model } = callWith([{ words: '一年三千六百元。' }, concluded], [{ words: '好的。' }, concluded]);
    await asked(call);
    await call.says('我想保三十万');
    await call.pass(3_000);
    expect(model.asked[1]!.lines.slice(-3).map(({ by }) => by)).toEqual(['customer', 'robot', 'customer']);
    expect(call.heard.slice(2, 4)).toEqual(['一年三千六百元。', '好的。']);
  });

  it('stops asking when the customer speaks, and answers him', async () => {
    const { call, model } = callWith(
      [{ words: '一年保费是三千六百元，您可以慢慢考虑。' }, { waitMs: 2_000 }, { words: '还有呢。' }, concluded],
      [{ words: '好的，您说。' }, concluded],
    );
    await call.untilQuiet();
    await call.says('一年要交多少钱呢');
    while (call.sounded.length < 3) await call.pass(20);
    await call.pass(600);
    await call.says('等一下，我想问别的');
    await call.pass(6_000);
    expect(model.abandoned).toBe(1);
    expect(call.heard).toContain('好的，您说。');
    expect(call.heard).not.toContain('还有呢。');
    // A sentence that was cut was not said.
    expect(model.asked[1]!.lines.map(({ by }) => by)).toEqual(['robot', 'customer', 'customer']);
  });

  it('keeps what comes while the customer has the floor, and says it where he only made a sound', async () => {
    const { call, model } = callWith([
      { words: '一年保费是三千六百元，' },
      { words: '您看可以吗？' },
      { waitMs: 700 },
      { words: '您想保多少？' },
      concluded,
    ]);
    await call.untilQuiet();
    await call.says('一年要交多少钱呢');
    while (call.sounded.length < 3) await call.pass(20);
    await call.says('嗯');
    const spokenWhile = call.sounded.filter(({ fromMs }) => fromMs > call.nowMs - 300);
    expect(spokenWhile).toEqual([]);
    await call.pass(8_000);
    expect(model.asked).toHaveLength(1);
    expect(call.heard.at(-1)).toBe('您想保多少？');
  });

  it('calls a function of the script and goes on with what it gave', async () => {
    const { call, model } = callWith(
      [{ words: '我看一下。' }, { tool: 'lookup-profile' }],
      [{ words: '您是老客户。' }, concluded],
    );
    await asked(call);
    expect(call.heard.slice(2)).toEqual(['我看一下。', '您是老客户。']);
    expect(model.asked[1]!.lines.at(-1)!.text).toContain('gold');
  });

  it('is not missed where there is none: the script goes on by failed', async () => {
    const call = new ModelCall(modelScript(), null);
    await asked(call);
    expect(call.heard.slice(2)).toEqual([modelFallback, '我请顾问联系您，再见。']);
    expect(call.told).toContainEqual({
      kind: 'degraded',
      what: 'language-model',
      reason: "node 'ask': no language model is set",
    });
  });

  it('is asked no more once the call is over', async () => {
    const { call, model } = callWith([{ hangs: true }]);
    await call.untilQuiet();
    await call.says('一年要交多少钱呢');
    await call.pass(endpointMs);
    call.talk.stop();
    await call.pass(10);
    expect(model.abandoned).toBe(1);
  });
});

describe('the line is never silent for longer than the budget', () => {
  const stalls: readonly (readonly [string, readonly ModelAct[]])[] = [
    ['says nothing', [{ hangs: true }]],
    ['stalls in its first sentence', [{ words: '一年保' }, { hangs: true }]],
    ['trickles without an end', Array.from({ length: 200 }, () => [{ waitMs: 100 }, { words: '很' }] as const).flat()],
    ['stalls after a sentence', [{ words: '好的。' }, { hangs: true }]],
    ['answers too late', [{ waitMs: 4_000 }, { words: '一年三千六百元。' }, concluded]],
    ['breaks off at once', [{ breaks: 'connection reset' }]],
    ['breaks off in mid-sentence', [{ words: '一年' }, { breaks: 'connection reset' }]],
    ['ends without a word', []],
    ['only calls functions', [{ tool: 'lookup-profile' }]],
    ['streams nothing but marks', [{ words: '。。。!!!\n\n' }, { words: '***' }, { hangs: true }]],
  ];

  it.each(stalls)('where the model %s', async (_, acts) => {
    const { call } = callWith(acts);
    const endedAtMs = await asked(call);
    expect(call.silenceAfter(endedAtMs)).toBeLessThanOrEqual(endpointMs + budgetMs);
    expect(call.sounded.length).toBeGreaterThan(2);
  });
});

describe('the customer never hears what is forbidden', () => {
  it.each([...forbiddenPromises, ...otherPromises, ...impliedPromises])(
    'split over two pieces of the stream: %s',
    async (promise) => {
      const half = Math.ceil(promise.length / 2);
      const pieces = [{ words: promise.slice(0, half) }, { waitMs: 50 }, { words: promise.slice(half) }];
      const { call } = callWith([...pieces, concluded]);
      await call.untilQuiet();
      const endedAtMs = await call.says('收益怎么样');
      await call.pass(2_000);
      expect(call.heard.slice(2)).toEqual([modelFallback]);
      expect(call.silenceAfter(endedAtMs)).toBeLessThanOrEqual(endpointMs + budgetMs);
    },
  );

  const forbidden: readonly (readonly [string, readonly string[]])[] = [
    ['in one piece', ['我们保证收益。']],
    ['split over two pieces', ['我们保', '证收益。']],
    ['split into characters', Array.from('这个稳赚不赔，您放心。')],
    ['after an honest sentence', ['好的。', '百分百', '理赔。']],
    ['split over two sentences', ['说到收益。', '这个我们是保证的。']],
    ['as garbage', ['\u0000\uFFFD{"a":', '保证收益}']],
    ['as its instructions', ['规则: 你只知道上面的事实。价格、比例、期限', '、优惠、政策和产品名只能照事实说']],
    ['as a price', ['一年只要', '九百九十九元。']],
    ['as a person', ['我不是机', '器人，我是真人。']],
    ['without an end mark', ['过了今天就', '要涨价了']],
  ];

  it.each(forbidden)('%s', async (_, pieces) => {
    const { call } = callWith([...pieces.map((words) => ({ words })), concluded]);
    const endedAtMs = await asked(call);
    const heard = call.heard.join('');
    for (const words of ['保证', '稳赚', '百分百', '九百九十九', '真人。', '涨价', '只知道上面', '{', '\uFFFD'])
      expect(heard.replace('我是智能语音助手，不是真人。', '')).not.toContain(words);
    expect(call.told.some(({ kind }) => kind === 'answer-withheld')).toBe(true);
    expect(call.silenceAfter(endedAtMs)).toBeLessThanOrEqual(endpointMs + budgetMs);
  });
});
