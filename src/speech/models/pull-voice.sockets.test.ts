import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../foundation/clock.ts';
import { offlineTtsConfig } from '../sherpa-voice/load-voice.ts';
import { verifyModel } from './installed-model.ts';
import type { ModelFile, ModelManifest } from './model-manifest.ts';
import { pullModel } from './pull-model.ts';

let folder = '';
let url = '';
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  readFile(join(folder, 'served', request.url ?? '')).then(
    (bytes) => response.end(bytes),
    () => response.writeHead(404).end(),
  );
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-pull-voice-'));
  const made = join(folder, 'made', 'small');
  await mkdir(join(made, 'espeak-ng-data', 'lang'), { recursive: true });
  await mkdir(join(folder, 'served'));
  for (const name of ['model.onnx', 'tokens.txt', 'espeak-ng-data/phontab', 'espeak-ng-data/lang/cmn'])
    await writeFile(join(made, name), `content of ${name}`);
  spawnSync('tar', ['-cjf', join(folder, 'served', 'small.tar.bz2'), '-C', join(folder, 'made'), 'small']);
  await writeFile(join(folder, 'served', 'vocoder.onnx'), 'a vocoder');
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const file = (role: ModelFile['role'], path: string): ModelFile => ({ role, path, aboutBytes: null, sha256: null });

const manifest = (): ModelManifest => ({
  name: 'small',
  task: 'synthesizer',
  kind: 'matcha',
  languages: ['cmn'],
  title: 'small',
  licence: 'MIT',
  files: [
    file('model', 'model.onnx'),
    file('tokens', 'tokens.txt'),
    { ...file('vocoder', 'vocoder.onnx'), url: `${url}vocoder.onnx` },
  ],
  folders: ['espeak-ng-data'],
  mirrors: [
    { name: 'files', kind: 'files', baseUrl: url },
    { name: 'github', kind: 'archive', url: `${url}small.tar.bz2` },
  ],
});

test('a voice comes with its folder out of an archive and with a vocoder from elsewhere, and all of it is pinned', async () => {
  const modelFolder = join(folder, 'models');
  const model = await pullModel('small', { modelFolder, clock: systemClock, models: [manifest()] });
  // A mirror of single files cannot give a folder: it is not asked at all.
  expect(asked).toEqual(['/small.tar.bz2', '/vocoder.onnx']);
  expect(model.from).toBe('github');
  expect(model.files.map(({ role, path }) => `${role} ${path}`).sort()).toEqual([
    'data espeak-ng-data/lang/cmn',
    'data espeak-ng-data/phontab',
    'model model.onnx',
    'tokens tokens.txt',
    'vocoder vocoder.onnx',
  ]);
  expect(offlineTtsConfig(model).model.matcha).toEqual({
    acousticModel: join(model.folder, 'model.onnx'),
    vocoder: join(model.folder, 'vocoder.onnx'),
    tokens: join(model.folder, 'tokens.txt'),
    dataDir: join(model.folder, 'espeak-ng-data'),
  });
  await writeFile(join(model.folder, 'espeak-ng-data', 'lang', 'cmn'), 'another');
  expect(await verifyModel(model)).toEqual([{ file: 'espeak-ng-data/lang/cmn', problem: 'wrong size' }]);
});

test('a folder of ours without the folder that a voice needs is refused', async () => {
  const source = join(folder, 'usb');
  await mkdir(source);
  for (const name of ['model.onnx', 'tokens.txt', 'vocoder.onnx']) await writeFile(join(source, name), 'x');
  const pulling = pullModel('small', {
    modelFolder: join(folder, 'others'),
    clock: systemClock,
    models: [manifest()],
    from: { folder: source },
  });
  await expect(pulling).rejects.toThrow("has no 'espeak-ng-data'");
});
