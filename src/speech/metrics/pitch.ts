/**
 * The pitch of a telephone voice by YIN (de Cheveigné and Kawahara 2002, http://audition.ens.fr/adc/pdf/2002_JASA_YIN.pdf,
 * steps 2 to 5). A telephone cuts the fundamental away below 300 Hz; its harmonics still repeat at its period. Half the
 * rate is enough for them, and a quarter of the work.
 */
const rateHz = 4000;
const highestHz = 400;
const lowestHz = 70;
const shortestLag = rateHz / highestHz;
const longestLag = Math.floor(rateHz / lowestHz);
const windowSamples = 72;
/** A dip of the normalised difference below this is a period; YIN's own is 0.1, for clean sound. */
const threshold = 0.25;
const heldSamples = windowSamples + longestLag + 1;

/** Listens to 20 ms frames at 8 kHz, and says the pitch of the last 32 ms. */
export class PitchMeter {
  readonly #held = new Float64Array(heldSamples);
  readonly #difference = new Float64Array(longestLag + 2);
  #filled = 0;

  /** Takes 160 samples at 8 kHz. */
  push(samples: Int16Array): void {
    const held = this.#held;
    const came = samples.length >> 1;
    held.copyWithin(0, came);
    let at = heldSamples - came;
    for (let index = 0; index + 1 < samples.length; index += 2)
      held[at++] = ((samples[index] as number) + (samples[index + 1] as number)) / 2;
    this.#filled = Math.min(heldSamples, this.#filled + came);
  }

  /** Hz between 70 and 400; null where the sound does not repeat, or there is too little of it. */
  pitchHz(): number | null {
    if (this.#filled < heldSamples) return null;
    const difference = this.#difference;
    let sum = 0;
    for (let lag = 1; lag <= longestLag; lag++) {
      const raw = this.#differenceAt(lag);
      sum += raw;
      difference[lag] = sum === 0 ? 1 : (raw * lag) / sum;
      // The dip's bottom is the lag before: it has begun to rise again.
      const before = difference[lag - 1] as number;
      if (lag > shortestLag && before < threshold && (difference[lag] as number) >= before)
        return rateHz / this.#bottom(lag - 1);
    }
    return null;
  }

  /** Forgets what was heard. */
  reset(): void {
    this.#filled = 0;
  }

  #differenceAt(lag: number): number {
    const held = this.#held;
    let sum = 0;
    for (let index = 0; index < windowSamples; index++) {
      const change = (held[index] as number) - (held[index + lag] as number);
      sum += change * change;
    }
    return sum;
  }

  /** The bottom of the parabola through a dip and its neighbours: finer than a sample. */
  #bottom(lag: number): number {
    const left = this.#difference[lag - 1] as number;
    const middle = this.#difference[lag] as number;
    const right = this.#difference[lag + 1] as number;
    const curve = left - 2 * middle + right;
    return curve === 0 ? lag : lag + (left - right) / (2 * curve);
  }
}
