import { messageOf } from '../../foundation/errors.ts';
import type { GrowingFile } from './media-files.ts';

/** Half a second of G.711: what a kill may cost, and a write that is worth its price. */
const blockBytes = 4000;
/** Blocks that may wait for a slow disk: 16 s. */
const maxWaitingBlocks = 32;

/**
 * Appends to one file by whole blocks, one write at a time, without ever making the caller wait. A disk that is full,
 * gone, or slower than the queue is long ends the track: what stands in the file stays, nothing more is written.
 */
export class TrackWriter {
  readonly #opening: Promise<GrowingFile>;
  readonly #onFailure: (reason: string) => void;
  readonly #waiting: Uint8Array<ArrayBuffer>[] = [];
  #block = new Uint8Array(blockBytes);
  /** Written already, and to be filled anew: a thousand blocks a second would be as much garbage. */
  #spare: Uint8Array<ArrayBuffer> | null = null;
  #filled = 0;
  #writing: Promise<void> | null = null;
  #writtenBytes = 0;
  #failed = false;

  constructor(opening: Promise<GrowingFile>, onFailure: (reason: string) => void) {
    this.#opening = opening;
    this.#onFailure = onFailure;
    opening.catch((error: unknown) => this.#fail(messageOf(error)));
  }

  get failed(): boolean {
    return this.#failed;
  }

  append(bytes: Uint8Array): void {
    if (this.#failed) return;
    for (let from = 0; from < bytes.length;) {
      const room = blockBytes - this.#filled;
      // Nearly always all of it: a view of a part costs more than the copy.
      const part = from === 0 && bytes.length <= room ? bytes : bytes.subarray(from, from + room);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === blockBytes) this.flush();
    }
  }

  /** Sends what there is on its way, a whole block or not. */
  flush(): void {
    if (this.#filled === 0 || this.#failed) return;
    if (this.#waiting.length >= maxWaitingBlocks)
      return this.#fail(`the disk is too slow: ${maxWaitingBlocks * blockBytes} bytes wait to be written`);
    this.#waiting.push(this.#block.subarray(0, this.#filled));
    this.#block = this.#spare ?? new Uint8Array(blockBytes);
    this.#spare = null;
    this.#filled = 0;
    this.#writing ??= this.#drain();
  }

  /** Writes the rest, `headOf` what stands there over the beginning where it is given, and closes. Resolves to what stands in the file. */
  async close(headOf?: (bytes: number) => Uint8Array): Promise<{ readonly bytes: number; readonly sha256: string }> {
    this.flush();
    await this.#writing;
    const file = await this.#opening.catch(() => null);
    if (file && headOf && !this.#failed)
      await file.rewriteHead(headOf(this.#writtenBytes)).catch((error: unknown) => this.#fail(messageOf(error)));
    const sha256 = await file?.close().catch(() => '');
    return { bytes: this.#writtenBytes, sha256: sha256 ?? '' };
  }

  async #drain(): Promise<void> {
    try {
      const file = await this.#opening;
      for (let block = this.#waiting[0]; block && !this.#failed; block = this.#waiting[0]) {
        await file.append(block);
        this.#writtenBytes += block.length;
        this.#waiting.shift();
        this.#spare = new Uint8Array(block.buffer);
      }
    } catch (error) {
      this.#fail(messageOf(error));
    }
    this.#writing = null;
  }

  #fail(reason: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#waiting.length = 0;
    this.#onFailure(reason);
  }
}
