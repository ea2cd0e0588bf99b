import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { voiceLanguageSchema } from '../../contract/script-document.ts';
import { CodedError, messageOf } from '../../foundation/errors.ts';
import { modelFileRoles, modelKinds, modelTasks, type ModelFileRole } from './model-manifest.ts';

const lockName = 'waihu-model.json';

const lockSchema = z.object({
  name: z.string().min(1),
  task: z.enum(modelTasks),
  kind: z.enum(modelKinds),
  languages: z.array(voiceLanguageSchema).min(1),
  licence: z.string(),
  /** Mirror, address or folder. */
  from: z.string(),
  files: z
    .array(
      z.object({
        // Inside the folder, and nowhere else.
        path: z.string().regex(/^(?!.*\.\.)[\w.+-]+(\/[\w.+-]+)*$/),
        role: z.enum(modelFileRoles),
        bytes: z.number().int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1),
});
/** What a pull wrote down beside the files: their checksums are pinned from then on. */
export type ModelLock = z.infer<typeof lockSchema>;

export interface InstalledModel extends ModelLock {
  readonly folder: string;
}

export interface FileProblem {
  readonly file: string;
  readonly problem: 'missing' | 'wrong size' | 'wrong sha256';
}

/** Absolute paths of its files of one role. */
export function pathsOf(model: InstalledModel, role: ModelFileRole): string[] {
  return model.files.filter((file) => file.role === role).map(({ path }) => join(model.folder, path));
}

/** Absolute path of its only (or first) file of a role. @throws RangeError where it has none. */
export function pathOf(model: InstalledModel, role: ModelFileRole): string {
  const [path] = pathsOf(model, role);
  if (path === undefined) throw new RangeError(`model '${model.name}' of kind ${model.kind} has no ${role}`);
  return path;
}

export async function writeLock(folder: string, lock: ModelLock): Promise<void> {
  await writeFile(join(folder, lockName), `${JSON.stringify(lock, null, 2)}\n`);
}

/** Reads one model's lock. Throws where it is missing or is not one. */
export async function readInstalledModel(folder: string): Promise<InstalledModel> {
  try {
    return { ...lockSchema.parse(JSON.parse(await readFile(join(folder, lockName), 'utf8'))), folder };
  } catch (error) {
    throw new CodedError(
      'model-lock-unreadable',
      `${join(folder, lockName)}: ${messageOf(error)}; wanted the lock file of 'waihu models pull'`,
      { folder },
      error,
    );
  }
}

/** Models pulled into a folder; an absent folder has none. Folders without a readable lock are passed over. */
export async function installedModels(modelFolder: string): Promise<InstalledModel[]> {
  const names = await readdir(modelFolder).catch(() => []);
  const read = await Promise.all(names.map((name) => readInstalledModel(join(modelFolder, name)).catch(() => null)));
  return read.filter((model) => model !== null).sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Compares every file with what was pinned when it was pulled. Empty: all is well. */
export async function verifyModel(model: InstalledModel): Promise<FileProblem[]> {
  const problems: FileProblem[] = [];
  for (const { path, bytes, sha256 } of model.files) {
    const file = join(model.folder, path);
    const size = await stat(file).then(
      (found) => found.size,
      () => null,
    );
    if (size === null) problems.push({ file: path, problem: 'missing' });
    else if (size !== bytes) problems.push({ file: path, problem: 'wrong size' });
    else if ((await sha256Of(file)) !== sha256) problems.push({ file: path, problem: 'wrong sha256' });
  }
  return problems;
}

export async function removeModel(modelFolder: string, name: string): Promise<void> {
  const model = (await installedModels(modelFolder)).find((one) => one.name === name);
  if (!model)
    throw new CodedError('model-not-installed', `model '${name}' is not in ${modelFolder}`, { name, modelFolder });
  await rm(model.folder, { recursive: true });
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}
