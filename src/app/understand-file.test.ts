import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ScriptedModel, type ModelAct } from '../call/testing/scripted-model.ts';
import { doubtfulScript } from '../dialogue/testing/doubtful-script.ts';
import { systemClock } from '../foundation/clock.ts';
import { understandFile } from './understand-file.ts';

const at = { nowMs: Date.UTC(2026, 2, 2, 2), utcOffsetMinutes: 480 };
const file = { file: 'doubtful.yaml', text: stringify(doubtfulScript()) };
/** Like samples of two intents, and not enough like any. */
const words = '东西到底什么情况';

const told = async (...acts: readonly ModelAct[]): Promise<string> =>
  (await understandFile(file, [words], at, { languageModel: new ScriptedModel(systemClock, [acts]) })).text;

describe('script understand', () => {
  it('tells the second opinion on what is doubtful', async () => {
    expect(await told({ tool: 'means', args: { meaning: 'intent:delivery' } })).toContain('第二意见 intent:delivery');
  });

  it.each<[string, string, readonly ModelAct[]]>([
    ['the model is late', 'no answer in 400 ms', [{ hangs: true }]],
    ['the model breaks off', 'connection reset', [{ breaks: 'connection reset' }]],
    ['the model says something else', 'it named none of the meanings', [{ words: '你好' }]],
  ])('tells that the first reading stands where %s', async (_, why, acts) => {
    expect(await told(...acts)).toContain(`第二意见 ${why}`);
  });

  it('tells that no model is set', async () => {
    expect((await understandFile(file, [words], at)).text).toContain('第二意见 no language model is set');
  });

  it('asks nobody about what is sure', async () => {
    const model = new ScriptedModel(systemClock, [[]]);
    expect((await understandFile(file, ['几天能送到'], at, { languageModel: model })).text).not.toContain('第二意见');
    expect(model.asked).toEqual([]);
  });
});
