/**
 * 22 050 Hz to 8 000 Hz, the ratio 441 : 160, by a polyphase filter: flat to 3.2 kHz, 60 dB down from 4.2 kHz, so that
 * telephone speech loses nothing it can carry and gains nothing that folds back.
 */
const up = 160;
const down = 441;
const tapsPerPhase = 64;
const cutoffHz = 3_650;
const sourceHz = 22_050;
const beta = 5.6;

/** For each of the 160 positions between source samples, its 64 weights, adding up to 1. */
const phases: readonly Float64Array[] = Array.from({ length: up }, (_, phase) => {
  const weights = Float64Array.from({ length: tapsPerPhase }, (_unused, tap) => {
    const distance = tap - (tapsPerPhase / 2 - 1) - phase / up;
    const x = (2 * cutoffHz * distance) / sourceHz;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * kaiser(distance / (tapsPerPhase / 2));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
});

function kaiser(position: number): number {
  return Math.abs(position) >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - position * position)) / besselI0(beta);
}

function besselI0(x: number): number {
  let sum = 1;
  for (let term = 1, k = 1; term > 1e-10 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** A stream of 22.05 kHz samples in, 8 kHz out, as numbers that a limiter still has to round. Delay compensated: 0. */
export class Downsampler22050 {
  /** Source samples not used up, beginning with the filter's past. */
  #line = new Float64Array(tapsPerPhase / 2 - 1);
  /** Position of the next output in `#line`, in 1/160 of a source sample. */
  #position = 0;

  push(samples: Int16Array): Float64Array {
    return this.#run(new Float64Array(samples));
  }

  /** The last outputs, which needed samples that never come. */
  end(): Float64Array {
    return this.#run(new Float64Array(tapsPerPhase / 2));
  }

  #run(samples: Float64Array): Float64Array {
    const line = new Float64Array(this.#line.length + samples.length);
    line.set(this.#line);
    line.set(samples, this.#line.length);
    const last = line.length - tapsPerPhase;
    const count = Math.max(0, Math.floor((last * up + up - 1 - this.#position) / down) + 1);
    const out = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      const start = Math.floor(this.#position / up);
      out[index] = weighted(line, start, this.#position % up);
      this.#position += down;
    }
    const used = Math.min(Math.floor(this.#position / up), line.length);
    this.#line = line.slice(used);
    this.#position -= used * up;
    return out;
  }
}

function weighted(line: Float64Array, start: number, phase: number): number {
  const weights = phases[phase] as Float64Array;
  let sum = 0;
  for (let tap = 0; tap < tapsPerPhase; tap++) sum += (line[start + tap] as number) * (weights[tap] as number);
  return sum;
}
