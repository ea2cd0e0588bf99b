import { dbfsToAmplitude } from './level.ts';
import type { SampleRateHz } from './audio-frame.ts';

/** Sines added together, each at `levelDbfs` (of its own root mean square). */
export interface ToneSpec {
  readonly frequenciesHz: readonly number[];
  readonly levelDbfs: number;
}

/** A steady tone of `durationMs`. */
export function toneSound(spec: ToneSpec, durationMs: number, sampleRateHz: SampleRateHz = 8000): Int16Array {
  const samples = new Int16Array(Math.round((durationMs * sampleRateHz) / 1000));
  addTone(samples, spec, 0, sampleRateHz);
  return samples;
}

/** Adds a tone whose phase was 0 at sample −`phaseSamples`, so that frame after frame makes one unbroken tone. */
export function addTone(samples: Int16Array, spec: ToneSpec, phaseSamples: number, sampleRateHz: SampleRateHz): void {
  const peak = dbfsToAmplitude(spec.levelDbfs) * Math.SQRT2;
  for (const frequencyHz of spec.frequenciesHz) {
    const step = (2 * Math.PI * frequencyHz) / sampleRateHz;
    for (let index = 0; index < samples.length; index++) {
      const sum = (samples[index] as number) + peak * Math.sin(step * (phaseSamples + index));
      samples[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
    }
  }
}

/** A tone that comes and goes: on and off milliseconds by turns, then again. An empty rhythm never goes off. */
export interface Cadence extends ToneSpec {
  readonly rhythmMs: readonly number[];
}

/** Mainland China's call progress tones (GF 002-9002.1), 450 Hz; the beep and the waiting tone are ours. */
export const progressTones = {
  ringback: { frequenciesHz: [450], levelDbfs: -20, rhythmMs: [1000, 4000] },
  busy: { frequenciesHz: [450], levelDbfs: -20, rhythmMs: [350, 350] },
  congestion: { frequenciesHz: [450], levelDbfs: -20, rhythmMs: [700, 700] },
  beep: { frequenciesHz: [1000], levelDbfs: -16, rhythmMs: [400, Number.POSITIVE_INFINITY] },
  hold: { frequenciesHz: [440, 554], levelDbfs: -32, rhythmMs: [200, 2800] },
} as const satisfies Record<string, Cadence>;

/** Makes a cadence frame after frame. */
export class CadenceSource {
  readonly #cadence: Cadence;
  readonly #sampleRateHz: SampleRateHz;
  #position = 0;

  constructor(cadence: Cadence, sampleRateHz: SampleRateHz = 8000) {
    this.#cadence = cadence;
    this.#sampleRateHz = sampleRateHz;
  }

  /** Adds the next samples of the cadence to `samples`. */
  addTo(samples: Int16Array): void {
    const start = this.#position;
    this.#position += samples.length;
    for (let from = 0; from < samples.length;) {
      const { on, left } = this.#phaseAt(start + from);
      const to = Math.min(samples.length, from + left);
      if (on) addTone(samples.subarray(from, to), this.#cadence, start + from, this.#sampleRateHz);
      from = to;
    }
  }

  #phaseAt(position: number): { readonly on: boolean; readonly left: number } {
    const spans = this.#cadence.rhythmMs.map((ms) => Math.round((ms * this.#sampleRateHz) / 1000));
    const total = spans.reduce((sum, span) => sum + span, 0);
    if (total === 0) return { on: true, left: Number.POSITIVE_INFINITY };
    let rest = Number.isFinite(total) ? position % total : position;
    for (const [index, span] of spans.entries()) {
      if (rest < span) return { on: index % 2 === 0, left: span - rest };
      rest -= span;
    }
    return { on: false, left: Number.POSITIVE_INFINITY };
  }
}

/** Row and column frequencies of the keys (ITU-T Q.23). */
export const dtmfFrequenciesHz = { rows: [697, 770, 852, 941], columns: [1209, 1336, 1477, 1633] } as const;
export const dtmfKeys = ['123A', '456B', '789C', '*0#D'] as const;

/** The two frequencies of a key, null where it is no key. */
export function dtmfPair(key: string): readonly [number, number] | null {
  const row = dtmfKeys.findIndex((keys) => key.length === 1 && keys.includes(key.toUpperCase()));
  if (row === -1) return null;
  const column = (dtmfKeys[row] as string).indexOf(key.toUpperCase());
  return [dtmfFrequenciesHz.rows[row] as number, dtmfFrequenciesHz.columns[column] as number];
}
