import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelsFolder } from './models-folder.ts';

export interface SpokenSample {
  readonly file: string;
  readonly text: string;
}

/** Sentences that one person read (a sample of AISHELL-1, Apache-2.0); none where the recordings or sox are absent. */
export function readSentences(): SpokenSample[] {
  const folder = join(modelsFolder, 'audio/aishell');
  const list = join(folder, 'transcripts.tsv');
  if (!existsSync(list) || spawnSync('sox', ['--version'], { stdio: 'ignore' }).status !== 0) return [];
  const lines = readFileSync(list, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [file = '', text = ''] = line.split('\t');
    return { file: join(folder, file), text };
  });
}

/** As a telephone line carries them, one after the other: 8 kHz. */
export function soundOfSample(...samples: readonly SpokenSample[]): Int16Array {
  const format = ['-r', '8000', '-c', '1', '-b', '16', '-e', 'signed-integer', '-t', 'raw', '-'];
  const bytes = execFileSync('sox', ['-G', '-D', ...samples.map(({ file }) => file), ...format], {
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1e8,
  });
  return new Int16Array(new Uint8Array(bytes).buffer);
}
