import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSentenceModel, type OpenSentenceModel } from './sentence-model.ts';
import { writeTinyModel } from './testing/tiny-model.ts';

// A real runtime in a real thread, over a model of a few hundred bytes.
let folder = '';
let model: OpenSentenceModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waihu-sentences-'));
  writeTinyModel(join(folder, 'tiny'), { 贵: [4, 0, 0], 钱: [4, 3, 0], 忙: [0, 0, 2] });
  model = await openSentenceModel(join(folder, 'tiny'));
});
afterAll(async () => {
  await model.close();
  await rm(folder, { recursive: true, force: true });
});

const rounded = (vectors: readonly Float32Array[]): number[][] =>
  vectors.map((vector) => Array.from(vector, (one) => Math.round(one * 1000) / 1000));

test('a sentence is the mean of its tokens, of length 1', async () => {
  expect(model.name).toBe('tiny');
  expect(rounded(await model.embed(['贵', '忙', '贵钱']))).toEqual([
    [1, 0, 0],
    [0, 0, 1],
    [0.936, 0.351, 0],
  ]);
});

test('a model that was taught so is its first token', async () => {
  const byFirst = join(folder, 'first');
  writeTinyModel(byFirst, { '[CLS]': [0, 1, 0], 贵: [1, 0, 0] });
  mkdirSync(join(byFirst, '1_Pooling'));
  writeFileSync(join(byFirst, '1_Pooling', 'config.json'), '{"pooling_mode_cls_token": true}');
  const first = await openSentenceModel(byFirst);
  expect(rounded(await first.embed(['贵']))).toEqual([[0, 1, 0]]);
  await first.close();
});

test('who cannot wait is let go at once, and the next is answered', async () => {
  const abort = new AbortController();
  const asked = model.embed(['贵'], abort.signal);
  abort.abort(new Error('too late'));
  await expect(asked).rejects.toThrow('too late');
  expect(rounded(await model.embed(['忙']))).toEqual([[0, 0, 1]]);
});

test('a folder without a model, a model cut short and a wrong vocabulary say what they are', async () => {
  await expect(openSentenceModel(join(folder, 'absent'))).rejects.toThrow(/^no sentence model in .*absent: ENOENT/);
  for (const name of ['cut', 'words']) writeTinyModel(join(folder, name), { 贵: [1] });
  writeFileSync(join(folder, 'cut', 'model.onnx'), Buffer.from([8, 8, 58, 200]));
  await expect(openSentenceModel(join(folder, 'cut'))).rejects.toThrow(/^no sentence model in .*cut: /);
  writeFileSync(join(folder, 'words', 'vocab.txt'), '贵\n');
  await expect(openSentenceModel(join(folder, 'words'))).rejects.toThrow(/the vocabulary has no \[CLS\]/);
});

test('what is asked of a model that has ended is refused', async () => {
  const ended = await openSentenceModel(join(folder, 'tiny'));
  await ended.close();
  await expect(ended.embed(['贵'])).rejects.toThrow('the sentence model has ended');
});
