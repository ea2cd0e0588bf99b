import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

/** A list as it was uploaded. It is read twice, so it must be possible to open it again. */
export interface LeadFile {
  readonly name: string;
  readonly sizeBytes: number;
  open(): AsyncIterable<Uint8Array>;
}

/** One row of a list: the line it began on, from 1, and its cells as they stood. */
export interface SheetRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Some rows, and how many bytes of the file they and all before them took. */
export interface RowSlice {
  readonly rows: readonly SheetRow[];
  readonly doneBytes: number;
}

/** A list that lies on disk. */
export async function leadFileAt(path: string, name = basename(path)): Promise<LeadFile> {
  const { size } = await stat(path);
  return { name, sizeBytes: size, open: () => createReadStream(path) };
}
