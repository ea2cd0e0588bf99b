import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readAsTelephoneSound } from '../../audio/index.ts';
import { messageOf } from '../../foundation/errors.ts';
import { knownRecording, meaningOf, type KnownRecording } from './known-recording.ts';

export interface LoadedRecordings {
  readonly known: readonly KnownRecording[];
  /** One sentence for each folder or file that could not be used. */
  readonly problems: readonly string[];
}

/** A file with a recording, as the folder shows it. */
export interface RecordingFile {
  /** `powered-off` of `powered-off/mobile-1.wav`. */
  readonly label: string;
  /** `powered-off/mobile-1.wav`. */
  readonly path: string;
  /** Another one where the file has changed. */
  readonly version: string;
}

/** All wav files of the folder; none where there is no folder. */
export async function recordingFilesIn(folder: string): Promise<readonly RecordingFile[]> {
  const files: RecordingFile[] = [];
  for (const label of await namesIn(folder))
    for (const name of (await namesIn(join(folder, label))).filter((each) => /\.wav$/iu.test(each))) {
      const path = `${label}/${name}`;
      const about = await stat(join(folder, path)).catch(() => null);
      if (about) files.push({ label, path, version: `${about.size} ${about.mtimeMs}` });
    }
  return files;
}

/**
 * The recordings that an operator has put into `folder`: `powered-off/mobile-1.wav`, `assistant/…`, each sub-folder the
 * name of what its recordings mean, of any rate from 8 kHz. No folder, no recordings; a bad file is told and the others are used.
 */
export async function loadRecordings(folder: string): Promise<LoadedRecordings> {
  return readRecordings(folder, await recordingFilesIn(folder), new Map());
}

/** Reads these files, but for those whose same version is in `before` (by path and version), which is filled. */
export async function readRecordings(
  folder: string,
  files: readonly RecordingFile[],
  before: Map<string, KnownRecording>,
): Promise<LoadedRecordings> {
  const known: KnownRecording[] = [];
  const problems = new Set<string>();
  const used = new Map<string, KnownRecording>();
  for (const { label, path, version } of files)
    try {
      const meaning = meaningOf(label);
      if (!meaning) throw new TypeError('no cause that is announced and no machine that answers is called so');
      const key = `${path} ${version}`;
      const recording =
        before.get(key) ??
        knownRecording(path.slice(0, -4), meaning, readAsTelephoneSound(await readFile(join(folder, path)), path));
      if (recording.fingerprint.prints.length === 0) throw new TypeError('it is too short to be known again');
      used.set(key, recording);
      known.push(recording);
    } catch (error) {
      problems.add(`${meaningOf(label) ? path : label}: ${messageOf(error)}`);
    }
  before.clear();
  for (const [key, recording] of used) before.set(key, recording);
  return { known, problems: [...problems] };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return names.toSorted((a, b) => a.localeCompare(b));
}
