/** Samples of one window at 16 kHz: 32 ms. */
export const windowSamples = 512;

/** A neural detector with the memory of one voice. */
export interface WindowDetector {
  /** Probability (0–1) that this window of samples (−1…1) holds a voice. */
  probability(window: Float32Array): number;
  /** Forgets what it heard. */
  reset(): void;
}

/**
 * Detectors are slow to make (80 ms) and large (9 MB), so they are lent to whoever has sound to judge and taken back when
 * it falls silent; a spare one is made ahead.
 */
export class DetectorPool {
  readonly #make: () => WindowDetector;
  readonly #most: number;
  readonly #free: WindowDetector[] = [];
  #made = 0;

  constructor(make: () => WindowDetector, most: number) {
    this.#make = make;
    this.#most = most;
    this.prepareSpare();
  }

  /** Null where all are lent out. */
  lend(): WindowDetector | null {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#made >= this.#most) return null;
    this.#made++;
    return this.#make();
  }

  takeBack(detector: WindowDetector): void {
    detector.reset();
    this.#free.push(detector);
  }

  /** Makes one ahead where none is free: to be called when nothing waits. */
  prepareSpare(): void {
    if (this.#free.length > 0 || this.#made >= this.#most) return;
    this.#made++;
    this.#free.push(this.#make());
  }
}
