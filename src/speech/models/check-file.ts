import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../../foundation/errors.ts';
import { sha256Of } from './installed-model.ts';
import type { ModelFile } from './model-manifest.ts';

export async function isWhole(folder: string, file: ModelFile): Promise<boolean> {
  return assertFile(folder, file, '').then(
    () => true,
    () => false,
  );
}

/** Throws, and throws the file away, where it is not the one that was wanted. */
export async function assertFile(folder: string, file: ModelFile, source: string): Promise<void> {
  const path = join(folder, file.path);
  const { size } = await stat(path);
  const offSize = file.aboutBytes !== null && Math.abs(size - file.aboutBytes) > 0.03 * file.aboutBytes + 1_000;
  const found = file.sha256 === null ? null : await sha256Of(path);
  if (found === file.sha256 && !offSize) return;
  await rm(path);
  const what = offSize
    ? `is ${size} bytes, wanted about ${file.aboutBytes}`
    : `has sha256 ${found}, wanted ${file.sha256}`;
  throw new CodedError('model-file-wrong', `'${file.path}' of ${source} ${what}`, { file: file.path, source });
}
