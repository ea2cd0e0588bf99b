import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../foundation/clock.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import { assertFile, isWhole } from './check-file.ts';
import { fetchFile } from './fetch-file.ts';
import { modelBytes, type ModelFile, type ModelManifest, type ModelMirror } from './model-manifest.ts';

export interface PullProgress {
  /** File or archive under way. */
  readonly file: string;
  /** Of the whole model. */
  readonly receivedBytes: number;
  /** Null where nobody says how large it is. */
  readonly totalBytes: number | null;
}

export interface DownloadOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
  onProgress?(progress: PullProgress): void;
}

/** Fetches a model's files from the first mirror that gives all of them whole, and says which. Throws with each one's reason. */
export async function downloadModel(
  manifest: ModelManifest,
  mirrors: readonly ModelMirror[],
  scratch: string,
  options: DownloadOptions,
): Promise<string> {
  const reasons: string[] = [];
  for (const mirror of mirrors) {
    try {
      if (mirror.kind === 'files') await downloadFiles(manifest, mirror, scratch, options);
      else await downloadArchive(manifest, mirror, scratch, options);
      return mirror.name;
    } catch (error) {
      options.signal?.throwIfAborted();
      reasons.push(`${mirror.name}: ${messageOf(error)}`);
    }
  }
  const files = [...manifest.files.map((file) => file.path), ...(manifest.folders ?? [])].join(', ');
  throw new CodedError(
    'model-unreachable',
    `model '${manifest.name}': no source gave it whole. ${reasons.join('; ')}. Wanted one that can be reached, or a folder with ${files}`,
    { name: manifest.name },
  );
}

/** An unfinished file belongs to its source: half of one and half of another would be neither. */
function partOf(scratch: string, path: string, source: string): string {
  return join(scratch, `${path}.${createHash('sha256').update(source).digest('hex').slice(0, 12)}.part`);
}

async function downloadFiles(
  manifest: ModelManifest,
  { name, baseUrl }: ModelMirror & { kind: 'files' },
  scratch: string,
  options: DownloadOptions,
): Promise<void> {
  const [whole] = manifest.folders ?? [];
  if (whole !== undefined) throw new Error(`its folder '${whole}' comes in an archive or from a folder only`);
  await fetchEach(
    manifest,
    manifest.files,
    name,
    (file) => file.url ?? new URL(file.path, baseUrl).href,
    scratch,
    options,
  );
}

async function fetchEach(
  manifest: ModelManifest,
  files: readonly ModelFile[],
  source: string,
  urlOf: (file: ModelFile) => string,
  scratch: string,
  options: DownloadOptions,
): Promise<void> {
  let before = 0;
  for (const file of files) {
    const target = join(scratch, file.path);
    if (await isWhole(scratch, file)) {
      before += (await stat(target)).size;
      continue;
    }
    const part = partOf(scratch, file.path, source);
    const url = urlOf(file);
    await fetchFile({
      url,
      target: part,
      fetch: options.fetch ?? fetch,
      clock: options.clock,
      signal: options.signal,
      onProgress: (received) =>
        options.onProgress?.({
          file: file.path,
          receivedBytes: before + received,
          totalBytes: modelBytes(manifest) || null,
        }),
    });
    await rename(part, target);
    await assertFile(scratch, file, url);
    before += (await stat(target)).size;
  }
}

async function downloadArchive(
  manifest: ModelManifest,
  { name, url }: ModelMirror & { kind: 'archive' },
  scratch: string,
  options: DownloadOptions,
): Promise<void> {
  const archive = partOf(scratch, 'archive', name);
  await fetchFile({
    url,
    target: archive,
    fetch: options.fetch ?? fetch,
    clock: options.clock,
    signal: options.signal,
    onProgress: (receivedBytes, totalBytes) =>
      options.onProgress?.({ file: `${manifest.name}.tar.bz2`, receivedBytes, totalBytes }),
  });
  const inArchive = manifest.files.filter((file) => file.url === undefined);
  const members = [...inArchive.map((file) => file.path), ...(manifest.folders ?? [])].map(
    (path) => `${manifest.name}/${path}`,
  );
  const unpacked = await unpack(archive, members, scratch);
  await rm(archive, { force: true });
  if (unpacked !== null)
    throw new Error(`${url} cannot be unpacked: ${unpacked}; wanted tar and bzip2, and a whole archive`);
  for (const file of inArchive) await assertFile(scratch, file, url);
  const apart = manifest.files.filter((file) => file.url !== undefined);
  await fetchEach(manifest, apart, name, (file) => file.url ?? url, scratch, options);
}

/** What is wrong with it, null when all is well. */
async function unpack(archive: string, members: readonly string[], folder: string): Promise<string | null> {
  const child = spawn('tar', ['-xjf', archive, '-C', folder, '--strip-components=1', ...members], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code === 0 ? null : said.trim().slice(0, 300) || `tar ended with ${code}`;
  } catch (error) {
    return messageOf(error);
  }
}
