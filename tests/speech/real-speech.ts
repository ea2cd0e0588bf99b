import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { levelDbfs } from '../../src/audio/index.ts';

const speechFolder = join(process.env['WAIHU_MODELS_DIR'] ?? '../shared/models', 'audio/aishell');
const sox = 'sox';
const available = existsSync(speechFolder) && spawnSync(sox, ['--version']).status === 0;
/** File names of real Mandarin speech (AISHELL-1), none where the machine has no models; sox reads it. */
export const realSpeech: readonly string[] = available
  ? readdirSync(speechFolder).filter((name) => name.endsWith('.flac'))
  : [];

/** Utterances one after the other at 8 kHz, their speech at `levelDb`. */
export function utterances(names: readonly string[], wantedDb: number): Int16Array {
  const paths = names.map((name) => join(speechFolder, name));
  const bytes = execFileSync(sox, [...paths, '-r', '8000', '-t', 'raw', '-e', 'signed', '-b', '16', '-'], {
    maxBuffer: 1e8,
  });
  const samples = new Int16Array(new Uint8Array(bytes).buffer);
  const loud = framesOf(samples)
    .map(levelDbfs)
    .filter((level) => level > -45);
  const meanDb = 10 * Math.log10(loud.reduce((sum, level) => sum + 10 ** (level / 10), 0) / loud.length);
  const gain = 10 ** ((wantedDb - meanDb) / 20);
  return samples.map((sample) => Math.max(-32_768, Math.min(32_767, sample * gain)));
}

/** Whole frames of 20 ms at 8 kHz. */
export function framesOf(samples: Int16Array): Int16Array[] {
  return Array.from({ length: Math.floor(samples.length / 160) }, (_, frame) =>
    samples.subarray(frame * 160, frame * 160 + 160),
  );
}
