import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A folder with an acoustic model of PocketSphinx and its dictionary. */
export interface ClosedSetFolder {
  /** The folder's name. */
  readonly name: string;
  readonly folder: string;
}

const files = ['mdef', 'means', 'variances', 'transition_matrices', 'feat.params'];

/** Does a folder with these files hold a model whose decoders can open? */
function holdsClosedSetModel(names: readonly string[]): boolean {
  return files.every((file) => names.includes(file)) && names.some((name) => name.endsWith('.dic'));
}

/** Looks at a folder itself, and two levels below it. An absent folder has none. */
export async function findClosedSetModels(folder: string, levels = 2): Promise<ClosedSetFolder[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (holdsClosedSetModel(entries.map(({ name }) => name))) return [{ name: basename(folder), folder }];
  if (levels === 0) return [];
  const below = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
  const found = await Promise.all(below.sort().map((name) => findClosedSetModels(join(folder, name), levels - 1)));
  return found.flat();
}
