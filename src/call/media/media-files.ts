import { close, mkdir, open, readFile, rename, writeFile, write } from 'node:fs';
import { promisify } from 'node:util';

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
  /** Adds a block at the end. The next one may only follow when this one is done. */
  append(block: Uint8Array): Promise<void>;
  /** Writes over what stands at the beginning. */
  rewriteHead(head: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const [openFile, closeFile] = [promisify(open), promisify(close)];
const [readWhole, writeWhole, renameFile, makeDirectory] = [
  promisify(readFile),
  promisify(writeFile),
  promisify(rename),
  promisify(mkdir),
];

/** The callback interface of `fs`: a third of the price of `fs/promises` for many small writes. */
export const nodeFiles: MediaFiles = {
  async makeFolder(path) {
    await makeDirectory(path, { recursive: true });
  },
  async create(path) {
    const descriptor = await openFile(path, 'w');
    return {
      append: (block) => writeAll(descriptor, block, null),
      rewriteHead: (head) => writeAll(descriptor, head, 0),
      close: () => closeFile(descriptor),
    };
  },
  read: (path) => readWhole(path),
  async replace(path, bytes) {
    const draft = `${path}.draft`;
    await writeWhole(draft, bytes);
    await renameFile(draft, path);
  },
};

/** From `position` on; null is where the last write ended. */
function writeAll(descriptor: number, block: Uint8Array, position: number | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const from = (offset: number): void => {
      write(
        descriptor,
        block,
        offset,
        block.length - offset,
        position === null ? null : position + offset,
        (error, written) => {
          if (error) reject(error);
          else if (offset + written < block.length) from(offset + written);
          else resolve();
        },
      );
    };
    from(0);
  });
}
