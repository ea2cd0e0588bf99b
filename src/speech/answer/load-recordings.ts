import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseWav, telephoneSound } from '../../audio/index.ts';
import { messageOf } from '../../foundation/errors.ts';
import { knownRecording, meaningOf, type KnownRecording } from './known-recording.ts';

export interface LoadedRecordings {
  readonly known: readonly KnownRecording[];
  /** One sentence for each folder or file that could not be used. */
  readonly problems: readonly string[];
}

/**
 * The recordings that an operator has put into `folder`: `powered-off/mobile-1.wav`, `assistant/…`, each sub-folder the
 * name of what its recordings mean. No folder, no recordings; a bad file is told and the others are used.
 */
export async function loadRecordings(folder: string): Promise<LoadedRecordings> {
  const known: KnownRecording[] = [];
  const problems: string[] = [];
  for (const label of await namesIn(folder)) {
    const meaning = meaningOf(label);
    if (!meaning) {
      problems.push(`'${label}' is no cause that is announced and no machine that answers`);
      continue;
    }
    for (const file of (await namesIn(join(folder, label))).filter((name) => name.endsWith('.wav')))
      try {
        const sound = telephoneSound(parseWav(await readFile(join(folder, label, file)), file));
        known.push(knownRecording(`${label}/${file.slice(0, -4)}`, meaning, sound));
      } catch (error) {
        problems.push(`${label}/${file}: ${messageOf(error)}`);
      }
  }
  return { known, problems };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return names.toSorted((a, b) => a.localeCompare(b));
}
