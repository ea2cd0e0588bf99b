import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ScriptedModel } from '../call/testing/scripted-model.ts';
import { doubtfulScript } from '../dialogue/testing/doubtful-script.ts';
import { modelFallback, modelScript } from '../dialogue/testing/model-script.ts';
import { systemClock } from '../foundation/clock.ts';
import { chatWithScript, lintFile } from './script-files.ts';

const insurance = await readFile(new URL('../../examples/scripts/insurance.yaml', import.meta.url), 'utf8');

const nowMs = Date.UTC(2026, 2, 2, 2);

describe('script lint', () => {
  it('has nothing to say of the sample script', () => {
    expect(lintFile(insurance, 'insurance.yaml')).toEqual({
      json: { file: 'insurance.yaml', errors: 0, problems: [] },
      text: 'insurance.yaml: no problems',
      exitCode: 0,
    });
  });

  it('names the line where the text is no YAML', () => {
    const result = lintFile('id: a\nflows: [', 'torn.yaml');
    expect(result.exitCode).toBe(1);
    expect(result.text).toMatch(/^torn\.yaml:\d+: /u);
  });
});

async function chat(...lines: readonly string[]): Promise<string> {
  const written: string[] = [];
  await chatWithScript(insurance, 'insurance.yaml', Readable.from([`${lines.join('\n')}\n`]), nowMs, (line) =>
    written.push(line),
  );
  return written.join('\n');
}

describe('script chat', () => {
  it('speaks first, answers by words, and tells what a call would do besides', async () => {
    const text = await chat('方便。', '我想要重疾险。', '五十万吧。', '办理。', '确认没问题。');
    expect(text).toMatch(/^机器人 .*智能/u);
    expect(text).toMatch(/\[create-order \{"product":"重疾险","amount":"500000"\}\]/u);
    expect(text).toMatch(/\[等级 A\]\n {2}\[挂机 ordered\]$/u);
  });

  it('understands what no keyword says, as calls do', async () => {
    const text = await chat('我这边正炒着菜呢腾不出手');
    expect(text).toMatch(/什么时候/u);
  });

  it('ends where the script hangs up, whatever else is typed', async () => {
    const text = await chat('没兴趣，别再打了。', '', '还在吗？', '', '', '喂？', '喂？');
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^ {2}\[(挂机|等级) /u);
  });

  it('ends with its input', async () => {
    const written: string[] = [];
    await chatWithScript(insurance, 'insurance.yaml', Readable.from([]), nowMs, (line) => written.push(line));
    expect(written.length).toBeGreaterThan(0);
  });

  it('has the language model answer at converse nodes, and tells what of it is not said', async () => {
    const model = new ScriptedModel(systemClock, [
      [{ tool: 'lookup-profile' }],
      [{ words: '一年保费是三千六百元。您想保多少？' }],
      [{ words: '我们保证收益。' }],
    ]);
    const written: string[] = [];
    const lines = Readable.from(['一年要交多少钱\n收益怎么样\n']);
    const script = stringify(modelScript());
    await chatWithScript(script, 'model.yaml', lines, nowMs, (line) => written.push(line), { languageModel: model });
    expect(written.slice(2)).toEqual([
      '  [lookup-profile {}]',
      '机器人 一年保费是三千六百元。',
      '机器人 您想保多少？',
      '  [未说 promise 保证收益：我们保证收益。]',
      `机器人 ${modelFallback}`,
    ]);
  });

  it('asks the language model what doubtful words mean, where the script wants that', async () => {
    const model = new ScriptedModel(systemClock, [[{ tool: 'means', args: { meaning: 'intent:delivery' } }]]);
    const written: string[] = [];
    const script = stringify(doubtfulScript());
    const lines = Readable.from(['东西咋样了\n']);
    await chatWithScript(script, 'doubtful.yaml', lines, nowMs, (line) => written.push(line), { languageModel: model });
    expect(written.slice(1, 3)).toEqual(['  [第二意见 intent:delivery]', '机器人 三天送到。']);
  });

  it('refuses a script that could not be spoken, with its problems', async () => {
    const chatting = chatWithScript('id: a', 'bad.yaml', Readable.from([]), nowMs, () => undefined);
    await expect(chatting).rejects.toMatchObject({
      code: 'script-invalid',
      message: expect.stringContaining('bad.yaml'),
    });
  });
});
