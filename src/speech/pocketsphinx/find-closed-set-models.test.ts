import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findClosedSetModels } from './find-closed-set-models.ts';

const files = ['mdef', 'means', 'variances', 'transition_matrices', 'feat.params', 'sendump', 'zh.dic'];

test('models are found in a folder, and two levels below it, by their files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waihu-models-'));
  const make = (name: string, names: readonly string[]): void => {
    mkdirSync(join(folder, name), { recursive: true });
    for (const file of names) writeFileSync(join(folder, name, file), '');
  };
  make('asr/mandarin', files);
  make('asr/no-dictionary', files.slice(0, -1));
  make('near', files);
  make('a/b/c', files);
  expect(await findClosedSetModels(folder)).toEqual([
    { name: 'mandarin', folder: join(folder, 'asr/mandarin') },
    { name: 'near', folder: join(folder, 'near') },
  ]);
  expect(await findClosedSetModels(join(folder, 'near'))).toEqual([{ name: 'near', folder: join(folder, 'near') }]);
  expect(await findClosedSetModels(join(folder, 'absent'))).toEqual([]);
  rmSync(folder, { recursive: true });
});
