interface Returning {
  readonly samples: Int16Array;
  readonly heardAtMs: number;
}

/** A line that gives the far end its own sound back, weaker and later, as a badly balanced hybrid does. */
export class EchoPath {
  readonly #gain: number;
  readonly #delayMs: number;
  readonly #under: Returning[] = [];

  constructor(gainDb: number, delayMs: number) {
    this.#gain = 10 ** (gainDb / 20);
    this.#delayMs = delayMs;
  }

  hear(samples: Int16Array, heardAtMs: number): void {
    this.#under.push({ samples, heardAtMs });
  }

  /** What comes back in the frame that leaves at `atMs`: silence where nothing is due. */
  due(atMs: number): Int16Array | null {
    let due: Returning | undefined;
    while (this.#under[0] && this.#under[0].heardAtMs + this.#delayMs <= atMs) {
      due = this.#under.shift();
      // More than one is due only after a stall; the line keeps its delay.
      if (this.#under[0] && this.#under[0].heardAtMs + this.#delayMs > atMs) break;
    }
    return due ? due.samples.map((sample) => Math.round(sample * this.#gain)) : null;
  }
}
