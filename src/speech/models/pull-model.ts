import { copyFile, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import type { SpeechLanguage } from '../link/speech-sockets.ts';
import { assertFile } from './check-file.ts';
import { downloadModel, type DownloadOptions } from './download-model.ts';
import { readInstalledModel, sha256Of, verifyModel, writeLock, type InstalledModel } from './installed-model.ts';
import { knownModels } from './known-models.ts';
import type { ModelManifest, ModelMirror } from './model-manifest.ts';
import { sniffModel } from './sniff-model.ts';

/** Where to pull from: the published mirrors in turn, one of them, any address with the files under it, or a folder. */
export type PullSource =
  | 'mirrors'
  | { readonly mirror: string }
  | { readonly baseUrl: string }
  | { readonly folder: string };

export interface PullOptions extends DownloadOptions {
  readonly modelFolder: string;
  readonly from?: PullSource;
  /** For a model that is not in the list: what it hears. Mandarin where absent. */
  readonly languages?: readonly SpeechLanguage[];
  readonly models?: readonly ModelManifest[];
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
      : await downloadModel(manifest, mirrorsOf(manifest, from), scratch, options);
  for (const left of await readdir(scratch)) if (left.endsWith('.part')) await rm(join(scratch, left));
  const files = await Promise.all(
    [...manifest.files, ...(await folderFiles(scratch, manifest.folders ?? []))].map(async ({ path, role }) => ({
      path,
      role,
      bytes: (await stat(join(scratch, path))).size,
      sha256: await sha256Of(join(scratch, path)),
    })),
  );
  const { task, kind, licence } = manifest;
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
  const sniffed = sniffModel(names, await tokensOf(from.folder, names));
  if (!sniffed)
    throw unfit(
      from.folder,
      'holds no recogniser and no voice; wanted encoder, decoder, joiner (or model) .onnx and tokens.txt, or model .onnx, tokens.txt and lexicon.txt',
    );
  const languages = options.languages ?? ['cmn'];
  return { name, languages, title: name, licence: 'unknown', mirrors: [], ...sniffed };
}

/** The beginning of its tokens, empty where there are none. */
async function tokensOf(folder: string, names: readonly string[]): Promise<string> {
  const name = names.find((one) => one.endsWith('tokens.txt'));
  return name === undefined ? '' : readFile(join(folder, name), 'utf8').catch(() => '');
}

/** Every file of the folders that belong to a model whole, as they lie there. */
async function folderFiles(
  scratch: string,
  folders: readonly string[],
): Promise<{ readonly path: string; readonly role: 'data' }[]> {
  const found: { readonly path: string; readonly role: 'data' }[] = [];
  for (const folder of folders)
    for (const entry of await readdir(join(scratch, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const path = relative(scratch, join(entry.parentPath, entry.name)).split(sep).join('/');
        found.push({ path, role: 'data' });
      }
  return found;
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
  for (const whole of manifest.folders ?? [])
    await cp(join(folder, whole), join(scratch, whole), { recursive: true }).catch((error: unknown) => {
      throw unfit(folder, `has no '${whole}': ${messageOf(error)}`);
    });
  return folder;
}
