import { levelDbfs, toneShare } from '../../audio/index.ts';

const windowSamples = 800;
const sampleRateHz = 8000;
const audibleDbfs = -45;
const mostOfIt = 0.7;

/** Listens for one of a few pure tones: heard after two windows of 100 ms in a row. */
export class ToneWatch {
  readonly #frequenciesHz: readonly number[];
  readonly #window = new Int16Array(windowSamples);
  #filled = 0;
  #candidateHz: number | null = null;

  constructor(frequenciesHz: readonly number[]) {
    this.#frequenciesHz = frequenciesHz;
  }

  /** Takes a frame; returns the tone that is on the line now, null where there is none. */
  hear(samples: Int16Array): number | null {
    const count = Math.min(samples.length, windowSamples - this.#filled);
    this.#window.set(samples.subarray(0, count), this.#filled);
    this.#filled += count;
    if (this.#filled < windowSamples) return null;
    this.#filled = 0;
    const toneHz = this.#toneOfWindow();
    const sure = toneHz !== null && toneHz === this.#candidateHz;
    this.#candidateHz = toneHz;
    return sure ? toneHz : null;
  }

  #toneOfWindow(): number | null {
    if (levelDbfs(this.#window) < audibleDbfs) return null;
    return (
      this.#frequenciesHz.find((frequencyHz) => toneShare(this.#window, frequencyHz, sampleRateHz) >= mostOfIt) ?? null
    );
  }
}

/** Tones of customers and of the carrier's people: apart from one another, from keys, ringing and beeps. */
export const customerTonesHz: readonly number[] = Array.from({ length: 24 }, (_, index) => 1_720 + index * 40);
export const seatTonesHz: readonly number[] = [520, 580, 640, 1_060, 1_120, 1_180, 1_270, 1_400, 1_540, 1_600];
