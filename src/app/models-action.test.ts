import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { knownModels } from '../speech/index.ts';
import { readConfig } from './config.ts';
import { modelsAction } from './models-action.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

const act = (
  action: Parameters<typeof modelsAction>[1],
  name?: string,
  from?: string,
): ReturnType<typeof modelsAction> =>
  modelsAction(
    readConfig({ WAIHU_DATA: folder }, false),
    action,
    name,
    from,
    new AbortController().signal,
    () => undefined,
  );

it('list names every known model with its task, size and licence, and what is installed', async () => {
  const { text, json } = await act('list');
  const lines = text.split('\n');
  const wanted = knownModels.map(({ name, task, title, licence }) => [
    `  ${name}`,
    { recognizer: '识别', synthesizer: '合成', denoiser: '降噪' }[task],
    expect.stringMatching(/^(\d+|\?) MB$/u),
    '–',
    title,
    licence,
  ]);
  expect(lines.map((line) => line.split('\t'))).toEqual(wanted);
  expect(json).toMatchObject({ modelFolder: join(folder, 'models') });
});

it.each(['pull', 'verify', 'measure', 'remove'] as const)('%s wants a name', async (action) => {
  await expect(act(action)).rejects.toThrow(`models ${action}: which model? see \`waihu models list\``);
});

it('verify and pull name what is not there', async () => {
  await expect(act('verify', 'nothing')).rejects.toMatchObject({ code: 'model-not-installed' });
  await expect(act('pull', 'nothing', folder)).rejects.toThrow(/holds no recogniser and no voice/u);
  await expect(act('pull', knownModels[0]!.name, 'http://127.0.0.1:9/models')).rejects.toThrow(/127\.0\.0\.1:9/u);
});
