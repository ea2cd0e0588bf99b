import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Clock } from '../../foundation/clock.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { SpeechLanguage } from '../link/speech-sockets.ts';
import { fetchFile } from './fetch-file.ts';
import { readInstalledModel, sha256Of, verifyModel, writeLock, type InstalledModel } from './installed-model.ts';
import { knownModels, modelBytes, type ModelFile, type ModelManifest, type ModelMirror } from './model-manifest.ts';
import { sniffRecognizer } from './sniff-recognizer.ts';

export interface PullProgress {
  /** File or archive under way. */
  readonly file: string;
  /** Of the whole model. */
  readonly receivedBytes: number;
  /** Null where nobody says how large it is. */
  readonly totalBytes: number | null;
}

/** Where to pull from: the published mirrors in turn, one of them, any address with the files under it, or a folder. */
export type PullSource =
  | 'mirrors'
  | { readonly mirror: string }
  | { readonly baseUrl: string }
  | { readonly folder: string };

export interface PullOptions {
  readonly modelFolder: string;
  readonly clock: Clock;
  readonly from?: PullSource;
  /** For a model that is not in the list: what it hears. Mandarin where absent. */
  readonly languages?: readonly SpeechLanguage[];
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
  readonly models?: readonly ModelManifest[];
  onProgress?(progress: PullProgress): void;
}

/**
 * Puts a model into the model folder: from the first source that gives every file whole, resumed where an earlier pull
 * stopped, checked by sha256 where one is known and by size where not, pinned in a lock file, and moved into place in one
 * step. A model that is there and whole is left as it is. Throws `model-unknown`, `model-unreachable` or `model-folder-unfit`.
 */
export async function pullModel(name: string, options: PullOptions): Promise<InstalledModel> {
  const folder = join(options.modelFolder, name);
  const installed = await readInstalledModel(folder).catch(() => null);
  if (installed && (await verifyModel(installed)).length === 0) return installed;

  const from = options.from ?? 'mirrors';
  const manifest = pinned(await manifestOf(name, from, options), installed);
  const scratch = join(options.modelFolder, `.${name}.partial`);
  await mkdir(scratch, { recursive: true });
  const used =
    typeof from === 'object' && 'folder' in from
      ? await copyFrom(manifest, from.folder, scratch)
      : await download(manifest, mirrorsOf(manifest, from), scratch, options);
  const files = await Promise.all(
    manifest.files.map(async ({ path, role }) => ({
      path,
      role,
      bytes: (await stat(join(scratch, path))).size,
      sha256: await sha256Of(join(scratch, path)),
    })),
  );
  const { task, kind, licence } = manifest;
  for (const left of await readdir(scratch)) if (left.endsWith('.part')) await rm(join(scratch, left));
  await writeLock(scratch, { name, task, kind, licence, languages: [...manifest.languages], from: used, files });
  await rm(folder, { recursive: true, force: true });
  await rename(scratch, folder);
  return readInstalledModel(folder);
}

/** What an earlier pull wrote down stands in for a checksum that nobody published. */
function pinned(manifest: ModelManifest, installed: InstalledModel | null): ModelManifest {
  const known = new Map(installed?.files.map(({ path, sha256 }) => [path, sha256]));
  const files = manifest.files.map((file) => ({ ...file, sha256: file.sha256 ?? known.get(file.path) ?? null }));
  return { ...manifest, files };
}

async function manifestOf(name: string, from: PullSource, options: PullOptions): Promise<ModelManifest> {
  const models = options.models ?? knownModels;
  const known = models.find((model) => model.name === name);
  if (known) return known;
  if (typeof from !== 'object' || !('folder' in from) || !/^[\w.-]+$/.test(name))
    throw new CodedError(
      'model-unknown',
      `model '${name}' is not known; known are ${models.map((model) => model.name).join(', ')}; another one comes in from a folder`,
      { name },
    );
  const names = await readdir(from.folder).catch((error: unknown) => {
    throw new CodedError('model-folder-unfit', `${from.folder}: ${messageOf(error)}`, { folder: from.folder }, error);
  });
  const sniffed = sniffRecognizer(names);
  if (!sniffed)
    throw unfit(
      from.folder,
      'holds no streaming recogniser; wanted encoder, decoder, joiner (or model) .onnx and tokens.txt',
    );
  const languages = options.languages ?? ['cmn'];
  return { name, task: 'recognizer', languages, title: name, licence: 'unknown', mirrors: [], ...sniffed };
}

function unfit(folder: string, what: string): CodedError {
  return new CodedError('model-folder-unfit', `${folder} ${what}`, { folder });
}

function mirrorsOf(
  manifest: ModelManifest,
  from: Exclude<PullSource, { readonly folder: string }>,
): readonly ModelMirror[] {
  if (from === 'mirrors') return manifest.mirrors;
  if ('baseUrl' in from) {
    const baseUrl = from.baseUrl.endsWith('/') ? from.baseUrl : `${from.baseUrl}/`;
    return [{ name: baseUrl, kind: 'files', baseUrl }];
  }
  const mirror = manifest.mirrors.filter((one) => one.name === from.mirror);
  if (mirror.length > 0) return mirror;
  const names = manifest.mirrors.map((one) => one.name).join(', ');
  throw new CodedError(
    'model-mirror-unknown',
    `model '${manifest.name}' has no mirror '${from.mirror}'; it has ${names}`,
    {
      mirror: from.mirror,
    },
  );
}

async function copyFrom(manifest: ModelManifest, folder: string, scratch: string): Promise<string> {
  for (const file of manifest.files) {
    await copyFile(join(folder, file.path), join(scratch, file.path)).catch((error: unknown) => {
      throw new CodedError(
        'model-folder-unfit',
        `${folder} has no '${file.path}': ${messageOf(error)}`,
        { folder },
        error,
      );
    });
    await assertFile(scratch, file, folder);
  }
  return folder;
}

async function download(
  manifest: ModelManifest,
  mirrors: readonly ModelMirror[],
  scratch: string,
  options: PullOptions,
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
  const files = manifest.files.map((file) => file.path).join(', ');
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
  options: PullOptions,
): Promise<void> {
  let before = 0;
  for (const file of manifest.files) {
    const target = join(scratch, file.path);
    if (await isWhole(scratch, file)) {
      before += (await stat(target)).size;
      continue;
    }
    const part = partOf(scratch, file.path, name);
    await fetchFile({
      url: new URL(file.path, baseUrl).href,
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
    await assertFile(scratch, file, baseUrl);
    before += (await stat(target)).size;
  }
}

async function downloadArchive(
  manifest: ModelManifest,
  { name, url }: ModelMirror & { kind: 'archive' },
  scratch: string,
  options: PullOptions,
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
  const members = manifest.files.map((file) => `${manifest.name}/${file.path}`);
  const unpacked = await unpack(archive, members, scratch);
  await rm(archive, { force: true });
  if (unpacked !== null)
    throw new Error(`${url} cannot be unpacked: ${unpacked}; wanted tar and bzip2, and a whole archive`);
  for (const file of manifest.files) await assertFile(scratch, file, url);
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

async function isWhole(folder: string, file: ModelFile): Promise<boolean> {
  return assertFile(folder, file, '').then(
    () => true,
    () => false,
  );
}

/** Throws, and throws the file away, where it is not the one that was wanted. */
async function assertFile(folder: string, file: ModelFile, source: string): Promise<void> {
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
