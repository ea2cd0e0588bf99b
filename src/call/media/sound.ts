/** So many characters (UTF-16 units) of the text have been said when so many samples have sounded. */
export interface SoundMark {
  readonly textLength: number;
  readonly atSample: number;
}

/** One sound at 8 kHz that may still be in the making: grows by chunks, then ends or fails. */
export class Sound {
  #samples: Int16Array;
  #length: number;
  #ended = false;
  #failure: string | null = null;
  #provider: string | null;
  readonly #marks: SoundMark[];
  /** It was there before anybody asked for this play. */
  readonly cached: boolean;

  /** A finished sound, or with no arguments one in the making. */
  constructor(finished?: {
    readonly samples: Int16Array;
    readonly provider: string;
    readonly marks?: readonly SoundMark[];
  }) {
    this.#samples = finished?.samples ?? new Int16Array(8000);
    this.#length = finished?.samples.length ?? 0;
    this.#ended = finished !== undefined;
    this.#provider = finished?.provider ?? null;
    this.#marks = [...(finished?.marks ?? [])];
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

  /** Where words end, in order, as far as its maker tells. */
  get marks(): readonly SoundMark[] {
    return this.#marks;
  }

  /** One that goes back (a maker that began anew) tells nothing new. */
  mark(textLength: number, atSample: number): void {
    const last = this.#marks.at(-1);
    if (!last || (textLength > last.textLength && atSample >= last.atSample))
      this.#marks.push({ textLength, atSample });
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
