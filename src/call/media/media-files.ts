import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';

/** What the media worker needs of a disk: everything asynchronous, nothing that could hold the clock. */
export interface MediaFiles {
  makeFolder(path: string): Promise<void>;
  /** Creates or empties a file that grows by whole blocks. */
  create(path: string): Promise<GrowingFile>;
  read(path: string): Promise<Uint8Array>;
  /** Replaces a file at once: readers see the old content or the new. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
}

export interface GrowingFile {
  /** Adds a block at the end; it must not change until this resolves. The next one may only follow then. */
  append(block: Uint8Array): Promise<void>;
  /** Writes over what stands at the beginning. */
  rewriteHead(head: Uint8Array): Promise<void>;
  /** Resolves to the SHA-256 of all that was appended, in hexadecimal digits. */
  close(): Promise<string>;
}

/** All but the files that grow. */
export const nodeFiles: Omit<MediaFiles, 'create'> = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },
  read: (path) => readFile(path),
  async replace(path, bytes) {
    const draft = `${path}.draft`;
    await writeFile(draft, bytes);
    await rename(draft, path);
  },
};
