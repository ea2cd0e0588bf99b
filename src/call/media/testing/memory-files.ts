import { createHash } from 'node:crypto';
import type { GrowingFile, MediaFiles } from '../media-files.ts';

/** A disk in memory that can be full, slow or broken, one word at a time. */
export class MemoryFiles implements MediaFiles {
  readonly contents = new Map<string, Uint8Array>();
  readonly folders = new Set<string>();
  /** Bytes that still fit. */
  roomBytes = Number.POSITIVE_INFINITY;
  /** While set, appends wait for it. */
  stuck: Promise<void> | null = null;
  /** Paths that cannot be created. */
  refused = new Set<string>();

  makeFolder(path: string): Promise<void> {
    if (this.refused.has(path)) return Promise.reject(new Error(`EACCES: ${path}`));
    this.folders.add(path);
    return Promise.resolve();
  }

  create(path: string): Promise<GrowingFile> {
    if (this.refused.has(path)) return Promise.reject(new Error(`EACCES: ${path}`));
    this.contents.set(path, new Uint8Array());
    return Promise.resolve({
      append: (block) => this.#append(path, block),
      rewriteHead: (head) => {
        this.contents.get(path)?.set(head);
        return Promise.resolve();
      },
      close: () =>
        Promise.resolve(
          createHash('sha256')
            .update(this.contents.get(path) ?? '')
            .digest('hex'),
        ),
    });
  }

  read(path: string): Promise<Uint8Array> {
    const bytes = this.contents.get(path);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new Error(`ENOENT: ${path}`));
  }

  replace(path: string, bytes: Uint8Array): Promise<void> {
    if (this.refused.has(path)) return Promise.reject(new Error(`EACCES: ${path}`));
    this.contents.set(path, bytes.slice());
    return Promise.resolve();
  }

  async #append(path: string, block: Uint8Array): Promise<void> {
    await this.stuck;
    if (block.length > this.roomBytes) throw new Error('ENOSPC: no space left on device');
    this.roomBytes -= block.length;
    const before = this.contents.get(path) ?? new Uint8Array();
    const after = new Uint8Array(before.length + block.length);
    after.set(before);
    after.set(block, before.length);
    this.contents.set(path, after);
  }
}
