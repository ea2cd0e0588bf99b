/** Adds `addition` to `target` sample by sample, saturating: two loud voices clip, they never wrap round. */
export function mixInto(target: Int16Array, addition: Int16Array): void {
  const count = Math.min(target.length, addition.length);
  for (let index = 0; index < count; index++) {
    const sum = (target[index] as number) + (addition[index] as number);
    target[index] = sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : sum;
  }
}

/**
 * Sums any number of 20 ms frames, exactly, and saturates once at the end: the order of voices does not matter, and two
 * that cancel out the third's peak leave no clipping. Its buffers are its own; one frame alone is passed through.
 */
export class FrameMixer {
  readonly #sum: Int32Array;
  readonly #out: Int16Array;
  #only: Int16Array | null = null;
  #count = 0;

  constructor(frameSamples: number) {
    this.#sum = new Int32Array(frameSamples);
    this.#out = new Int16Array(frameSamples);
  }

  add(frame: Int16Array): void {
    const sum = this.#sum;
    const only = this.#only;
    if (this.#count++ === 0) this.#only = frame;
    else if (only) {
      for (let index = 0; index < sum.length; index++) sum[index] = (only[index] as number) + (frame[index] as number);
      this.#only = null;
    } else
      for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] as number) + (frame[index] as number);
  }

  /** What was added since the last time, null where that was nothing. Good until the next `add`. */
  take(): Int16Array | null {
    const only = this.#only;
    const count = this.#count;
    this.#only = null;
    this.#count = 0;
    if (count < 2) return only;
    const out = this.#out;
    for (let index = 0; index < out.length; index++) {
      const sum = this.#sum[index] as number;
      out[index] = sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : sum;
    }
    return out;
  }
}
