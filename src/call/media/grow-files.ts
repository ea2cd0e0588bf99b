import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { messageOf } from '../../foundation/errors.ts';

/** One thing to be done with a growing file, by the number that its maker gave it. */
export type FileOrder = { readonly file: number } & (
  | { readonly kind: 'create'; readonly path: string }
  | { readonly kind: 'append'; readonly block: Uint8Array }
  | { readonly kind: 'rewrite-head'; readonly head: Uint8Array }
  | { readonly kind: 'close' }
);

/** Of one order. `sha256`: of all that was appended, once the file is closed. */
export interface FileAnswer {
  readonly failure: string | null;
  readonly sha256: string | null;
}

interface OpenFile {
  readonly descriptor: number;
  readonly hash: Hash;
}

/** Growing files, written to at once and one after the other: whoever does that may wait for a disk. */
export class GrowFiles {
  readonly #open = new Map<number, OpenFile>();

  perform(order: FileOrder): FileAnswer {
    try {
      return { failure: null, sha256: this.#perform(order) };
    } catch (error) {
      return { failure: messageOf(error), sha256: null };
    }
  }

  #perform(order: FileOrder): string | null {
    if (order.kind === 'create') {
      this.#open.set(order.file, { descriptor: openSync(order.path, 'w'), hash: createHash('sha256') });
      return null;
    }
    const file = this.#open.get(order.file);
    if (!file) throw new Error(`file ${order.file} is not open`);
    switch (order.kind) {
      case 'append':
        writeAll(file.descriptor, order.block, null);
        file.hash.update(order.block);
        return null;
      case 'rewrite-head':
        writeAll(file.descriptor, order.head, 0);
        return null;
      case 'close':
        this.#open.delete(order.file);
        closeSync(file.descriptor);
        return file.hash.digest('hex');
    }
  }
}

/** From `position` on; null is where the last write ended. */
function writeAll(descriptor: number, block: Uint8Array, position: number | null): void {
  for (let offset = 0; offset < block.length;)
    offset += writeSync(descriptor, block, offset, block.length - offset, position === null ? null : position + offset);
}
