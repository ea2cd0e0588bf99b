import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { CodedError } from '../../foundation/errors.ts';

/** Silero VAD v5 (MIT), as the npm package ships it. */
const sileroSource = '@ricky0123/vad-web/dist/silero_vad_v5.onnx';
export const sileroSha256 = '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f';

/** Path of the model's file, null where the optional package is not installed. */
export function findSilero(resolve: (id: string) => string = createRequire(import.meta.url).resolve): string | null {
  try {
    return resolve(sileroSource);
  } catch {
    return null;
  }
}

/** Throws where a file is not, byte for byte, the one that was tried: a bad model kills the process that loads it. */
export async function assertSha256(path: string, wanted: string): Promise<void> {
  const found = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  if (found !== wanted)
    throw new CodedError('model-file-changed', `${path}: sha256 is ${found}, wanted ${wanted}`, {
      path,
      found,
      wanted,
    });
}
