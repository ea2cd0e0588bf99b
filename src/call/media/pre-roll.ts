import { samplesPerFrame } from '../../audio/index.ts';

const frames = 10;
const frameSamples = samplesPerFrame(8000);

/** The last 200 ms of sound that nobody has been shown yet, overwritten in place: a call may listen for hours. */
export class PreRoll {
  readonly #samples = new Int16Array(frames * frameSamples);
  readonly #atMs = new Float64Array(frames);
  #pushed = 0;
  #held = 0;

  /** Keeps a copy of 20 ms at 8 kHz. */
  push(samples: Int16Array, atMs: number): void {
    const slot = this.#pushed++ % frames;
    this.#samples.set(samples, slot * frameSamples);
    this.#atMs[slot] = atMs;
    this.#held = Math.min(frames, this.#held + 1);
  }

  /** Shows all frames, oldest first, and forgets them. What `show` is given is overwritten later. */
  drain(show: (samples: Int16Array, atMs: number) => void): void {
    for (; this.#held > 0; this.#held--) {
      const slot = (this.#pushed - this.#held) % frames;
      show(this.#samples.subarray(slot * frameSamples, (slot + 1) * frameSamples), this.#atMs[slot] as number);
    }
  }
}
