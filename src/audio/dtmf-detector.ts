import { frameMs } from './audio-frame.ts';
import { power, tonePower } from './goertzel.ts';
import { dtmfFrequenciesHz, dtmfKeys } from './tone.ts';

export interface InBandKey {
  readonly key: string;
  readonly durationMs: number;
}

/** −40 dBFS: softer pairs are cross-talk. */
const quietestPower = (32_768 * 10 ** (-40 / 20)) ** 2;
/** Row and column may differ by so much (ITU-T Q.24 allows 8 dB). */
const largestTwist = 6.3;

/**
 * Hears keys that come as sound (ITU-T Q.23), for peers without RFC 4733: a pair of tones for at least two frames,
 * told when it ends. Speech rarely puts 80 % of its power into one row and one column.
 */
export class DtmfDetector {
  #key: string | null = null;
  #frames = 0;
  #missed = 0;

  /** The last frame held a pair of tones, so it is no voice. */
  get sounding(): boolean {
    return this.#key !== null;
  }

  push(samples: Int16Array): InBandKey | null {
    const key = keyIn(samples);
    if (key !== null && key === this.#key) {
      this.#frames++;
      this.#missed = 0;
      return null;
    }
    if (key === null && this.#key !== null && this.#missed === 0) {
      this.#missed = 1;
      return null;
    }
    const ended =
      this.#key !== null && this.#frames >= 2 ? { key: this.#key, durationMs: this.#frames * frameMs } : null;
    this.#key = key;
    this.#frames = key === null ? 0 : 1;
    this.#missed = 0;
    return ended;
  }
}

function keyIn(samples: Int16Array): string | null {
  const whole = power(samples);
  if (whole < quietestPower) return null;
  const row = strongest(samples, dtmfFrequenciesHz.rows);
  const column = strongest(samples, dtmfFrequenciesHz.columns);
  if (row.power + column.power < 0.8 * whole) return null;
  const twist = row.power / column.power;
  if (twist > largestTwist || twist < 1 / largestTwist) return null;
  return (dtmfKeys[row.index] as string)[column.index] as string;
}

function strongest(
  samples: Int16Array,
  frequenciesHz: readonly number[],
): { readonly index: number; readonly power: number } {
  return frequenciesHz
    .map((frequencyHz, index) => ({ index, power: tonePower(samples, frequencyHz, 8000) }))
    .reduce((best, candidate) => (candidate.power > best.power ? candidate : best));
}
