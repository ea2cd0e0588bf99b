import { describe, expect, it } from 'vitest';
import type { SentenceEmbedder } from '../contract/sentence-embedder.ts';
import { doubtfulScript } from '../dialogue/testing/doubtful-script.ts';
import { ModelCall } from './testing/model-talk.ts';
import { ScriptedModel, type ModelAct } from './testing/scripted-model.ts';

const words = '东西好不好，几天能送到';
const quality = '质量您放心看报告。';
const delivery = '三天送到。';
const means = (meaning: string): ModelAct => ({ tool: 'means', args: { meaning } });

interface Held {
  readonly call: ModelCall;
  readonly model: ScriptedModel;
}

async function held(...acts: readonly ModelAct[]): Promise<Held> {
  let model!: ScriptedModel;
  const call = new ModelCall(doubtfulScript(), (clock) => (model = new ScriptedModel(clock, [acts])));
  await call.untilQuiet();
  await call.says(words);
  await call.pass(5_000);
  return { call, model };
}

const opinionIn = (call: ModelCall): object | undefined => call.told.find(({ kind }) => kind === 'opinion-asked');

describe('a second opinion in a call', () => {
  it('decides what doubtful words mean, and is told', async () => {
    const { call, model } = await held({ waitMs: 200 }, means('intent:delivery'), { tokens: 31 });
    expect(call.heard.at(-1)).toBe(delivery);
    expect(opinionIn(call)).toEqual({
      kind: 'opinion-asked',
      turn: 1,
      how: 'decided',
      meaning: 'intent:delivery',
      tookMs: 200,
    });
    expect(call.told).toContainEqual(expect.objectContaining({ kind: 'used', modelTokens: 31 }));
    expect(model.asked).toHaveLength(1);
  });

  it.each<[string, string, readonly ModelAct[]]>([
    ['late', 'late', [{ waitMs: 1_000 }, means('intent:delivery')]],
    ['hanging', 'late', [{ hangs: true }]],
    ['breaking off', 'failed', [{ breaks: 'connection reset' }]],
    ['injected', 'unfit', [means('intent:stop')]],
    ['garbage', 'unfit', [{ words: '\u0000{"meaning":' }]],
    ['refusing', 'unfit', [{ words: '抱歉，我无法回答。' }]],
    ['talkative', 'unfit', [{ words: '很'.repeat(3_000) }, means('intent:delivery')]],
    ['mute', 'unfit', []],
  ])('that is %s leaves the first reading', async (_, how, acts) => {
    const { call } = await held(...acts);
    expect(call.heard.at(-1)).toBe(quality);
    expect(opinionIn(call)).toMatchObject({ how, meaning: null });
  });

  it('costs no more than its budget', async () => {
    const { call, model } = await held({ hangs: true });
    expect(opinionIn(call)).toMatchObject({ tookMs: 400 });
    expect(model.abandoned).toBe(1);
  });

  it('is overtaken by a customer who goes on, and understood together with what he adds', async () => {
    let model!: ScriptedModel;
    const call = new ModelCall(doubtfulScript(), (clock) => (model = new ScriptedModel(clock, [[{ hangs: true }]])));
    await call.untilQuiet();
    await call.says(words);
    while (model.asked.length === 0) await call.pass(20);
    await call.says('我是问送货');
    await call.pass(5_000);
    expect(model.abandoned).toBeGreaterThan(0);
    expect(call.heard.slice(1)).toEqual([delivery]);
    expect(call.told.filter(({ kind }) => kind === 'customer-said')).toHaveLength(2);
  });

  it('is asked no more once the call is over', async () => {
    let model!: ScriptedModel;
    const call = new ModelCall(doubtfulScript(), (clock) => (model = new ScriptedModel(clock, [[{ hangs: true }]])));
    await call.untilQuiet();
    await call.says(words);
    while (model.asked.length === 0) await call.pass(20);
    call.talk.stop();
    await call.pass(10);
    expect(model.abandoned).toBe(1);
  });

  it('is not missed where nobody can be asked, but told', async () => {
    const call = new ModelCall(doubtfulScript(), null);
    await call.untilQuiet();
    await call.says(words);
    await call.pass(5_000);
    expect(call.heard.at(-1)).toBe(quality);
    expect(call.told).toContainEqual(expect.objectContaining({ kind: 'degraded', what: 'language-model' }));
  });

  const asksLikeness = (sentenceEmbedder?: SentenceEmbedder): ModelCall =>
    new ModelCall(doubtfulScript({ secondOpinion: 'likeness' }), null, sentenceEmbedder && { sentenceEmbedder });

  it('is given by likeness where the script wants that, and samples are read once', async () => {
    const read: (readonly string[])[] = [];
    const alike = /送|到$/u;
    const call = asksLikeness({
      name: 'alike',
      embed: (sentences) => {
        read.push(sentences);
        return Promise.resolve(sentences.map((one) => Float32Array.from(alike.test(one) ? [0, 1] : [1, 0])));
      },
    });
    await call.untilQuiet();
    await call.says(words);
    await call.pass(5_000);
    expect(call.heard.at(-1)).toBe(delivery);
    expect(opinionIn(call)).toMatchObject({ how: 'decided', meaning: 'intent:delivery' });
    expect(read[0]).toEqual([words, ...new Set(read[0]!.slice(1))]);
  });

  it('of a sentence model that ended, or is not there, leaves the first reading', async () => {
    const ended = asksLikeness({ name: 'ended', embed: () => Promise.reject(new Error('it has ended')) });
    for (const call of [ended, asksLikeness()]) {
      await call.untilQuiet();
      await call.says(words);
      await call.pass(5_000);
      expect(call.heard.at(-1)).toBe(quality);
      expect(call.told).toContainEqual(expect.objectContaining({ kind: 'degraded', what: 'language-model' }));
    }
  });
});
