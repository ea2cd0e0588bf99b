/** One sound at 8 kHz that may still be in the making: grows by chunks, then ends or fails. */
export class Sound {
  #samples: Int16Array;
  #length: number;
  #ended = false;
  #failure: string | null = null;
  #provider: string | null;
  /** It was there before anybody asked for this play. */
  readonly cached: boolean;

  /** A finished sound, or with no arguments one in the making. */
  constructor(finished?: { readonly samples: Int16Array; readonly provider: string }) {
    this.#samples = finished?.samples ?? new Int16Array(8000);
    this.#length = finished?.samples.length ?? 0;
    this.#ended = finished !== undefined;
    this.#provider = finished?.provider ?? null;
    this.cached = finished !== undefined;
  }

  get lengthSamples(): number {
    return this.#length;
  }

  /** Its length is final. */
  get ended(): boolean {
    return this.#ended;
  }

  get failure(): string | null {
    return this.#failure;
  }

  /** Who made it, null while nobody said. */
  get provider(): string | null {
    return this.#provider;
  }

  append(samples: Int16Array, provider?: string): void {
    if (this.#ended) return;
    if (this.#length + samples.length > this.#samples.length) {
      const larger = new Int16Array(Math.max(this.#length + samples.length, this.#samples.length * 2));
      larger.set(this.#samples.subarray(0, this.#length));
      this.#samples = larger;
    }
    this.#samples.set(samples, this.#length);
    this.#length += samples.length;
    this.#provider ??= provider ?? null;
  }

  end(provider: string): void {
    this.#provider = provider;
    this.#ended = true;
  }

  fail(reason: string): void {
    this.#failure = reason;
    this.#ended = true;
  }

  /** Copies what there is from `position` into `into` at `offset`; gives the number of samples copied. */
  read(position: number, into: Int16Array, offset: number): number {
    const count = Math.min(into.length - offset, this.#length - position);
    if (count > 0) into.set(this.#samples.subarray(position, position + count), offset);
    return Math.max(0, count);
  }

  /** All of a finished sound. */
  samples(): Int16Array {
    return this.#samples.slice(0, this.#length);
  }
}
