const frameSamples = 160;
/** Stands where a sample is missing: no decoded G.711 sample has this value. */
export const hole = -32_768;

/** Fills holes with the last frame played backwards, which meets the last sample without a click, ever softer. */
export class Concealment {
  readonly #last = new Int16Array(frameSamples);
  #gain = 0;

  /** A frame of 20 ms with so many holes, filled in place; each frame of a stream must pass, whole ones too. */
  cover(samples: Int16Array, holes: number): Int16Array {
    if (holes === 0) this.#gain = 0.8;
    else {
      for (let at = samples.indexOf(hole); at !== -1; at = samples.indexOf(hole, at + 1))
        samples[at] = (this.#last[frameSamples - 1 - at] as number) * this.#gain;
      this.#gain = this.#gain < 0.2 ? 0 : this.#gain * 0.7;
    }
    this.#last.set(samples);
    return samples;
  }
}
