/** A sound that begins anew where it ends, read piece by piece. */
export class Loop {
  readonly #samples: Int16Array;
  #position = 0;

  /** `samples` must not be empty; they are read, never changed, and may be shared by any number of loops. */
  constructor(samples: Int16Array) {
    this.#samples = samples;
  }

  /** Fills `into` with what comes next. */
  read(into: Int16Array): void {
    const samples = this.#samples;
    let position = this.#position;
    for (let index = 0; index < into.length; index++) {
      into[index] = samples[position] as number;
      if (++position === samples.length) position = 0;
    }
    this.#position = position;
  }
}
