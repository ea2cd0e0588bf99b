import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeTinyModel } from '../../embedding/testing/tiny-model.ts';
import { sentenceModelFinding } from './sentence-model-finding.ts';

const folder = await mkdtemp(join(tmpdir(), 'waihu-doctor-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('doctor has the sentence model read a sentence', async () => {
  writeTinyModel(join(folder, 'tiny'), { 保: [1, 0], 险: [0, 1] });
  expect(await sentenceModelFinding({ sentenceModelFolder: join(folder, 'tiny') })).toMatchObject({
    detail: expect.stringMatching(/^tiny reads a sentence in \d+ ms$/u),
  });
});

test('and finds a fault where the folder holds none, and is content where none is named', async () => {
  expect(await sentenceModelFinding({ sentenceModelFolder: join(folder, 'absent') })).toMatchObject({
    state: 'fault',
    detail: expect.stringMatching(/^no sentence model in .*absent: ENOENT/u),
  });
  expect(await sentenceModelFinding({ sentenceModelFolder: null })).toMatchObject({ state: 'ok' });
});
