import type { SoundMark } from './sound.ts';

/** Finished sounds by key, the least recently used dropped when all together are more than `maxBytes`. */
export class SoundCache {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, CachedSound>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): CachedSound | null {
    const entry = this.#entries.get(key);
    if (!entry) return null;
    // A map keeps the order of insertion: used last is inserted last.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  set(key: string, entry: CachedSound): void {
    this.#bytes += entry.samples.byteLength - (this.#entries.get(key)?.samples.byteLength ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const [oldestKey, oldest] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#entries.delete(oldestKey);
      this.#bytes -= oldest.samples.byteLength;
    }
  }
}

export interface CachedSound {
  readonly samples: Int16Array;
  readonly provider: string;
  readonly marks?: readonly SoundMark[];
}
