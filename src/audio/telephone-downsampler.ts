/** Taps that reach over 2.9 ms, whatever the rate: flat to 3.2 kHz, 60 dB down from 4.2 kHz. */
const tapsAt22050 = 64;
const cutoffHz = 3_650;
const beta = 5.6;
const telephoneHz = 8_000;

/** One ratio's filter: for each of the `up` positions between source samples its weights, adding up to 1. */
interface Filter {
  readonly up: number;
  readonly down: number;
  readonly taps: number;
  readonly phases: readonly Float64Array[];
}

const filters = new Map<number, Filter>();

function filterFor(sourceHz: number): Filter {
  const known = filters.get(sourceHz);
  if (known) return known;
  const divisor = commonDivisor(sourceHz, telephoneHz);
  const [up, down] = [telephoneHz / divisor, sourceHz / divisor];
  const taps = 2 * Math.ceil(((tapsAt22050 / 2) * sourceHz) / 22_050);
  const phases = Array.from({ length: up }, (_, phase) => weightsAt(phase / up, taps, sourceHz));
  const filter = { up, down, taps, phases };
  filters.set(sourceHz, filter);
  return filter;
}

function weightsAt(offset: number, taps: number, sourceHz: number): Float64Array {
  const weights = Float64Array.from({ length: taps }, (_unused, tap) => {
    const distance = tap - (taps / 2 - 1) - offset;
    const x = (2 * cutoffHz * distance) / sourceHz;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * kaiser(distance / (taps / 2));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

const commonDivisor = (one: number, other: number): number => (other === 0 ? one : commonDivisor(other, one % other));

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

/**
 * A stream of samples at the rate of a synthesiser (16, 22.05, 24, 44.1 kHz, any whole rate from 8 kHz) in, 8 kHz out, as
 * numbers that a limiter still has to round, by a polyphase filter: telephone speech loses nothing it can carry and gains
 * nothing that folds back. Delay compensated: 0. @throws RangeError for a rate below 8 kHz.
 */
export class TelephoneDownsampler {
  readonly #filter: Filter | null;
  /** Source samples not used up, beginning with the filter's past. */
  #line: Float64Array;
  /** Position of the next output in `#line`, in 1/up of a source sample. */
  #position = 0;

  constructor(sourceHz: number) {
    if (!Number.isInteger(sourceHz) || sourceHz < telephoneHz)
      throw new RangeError(`cannot bring ${sourceHz} Hz down to ${telephoneHz} Hz`);
    this.#filter = sourceHz === telephoneHz ? null : filterFor(sourceHz);
    this.#line = new Float64Array((this.#filter?.taps ?? 2) / 2 - 1);
  }

  push(samples: Int16Array | Float64Array): Float64Array {
    return this.#run(new Float64Array(samples));
  }

  /** The last outputs, which needed samples that never come. */
  end(): Float64Array {
    return this.#filter ? this.#run(new Float64Array(this.#filter.taps / 2)) : new Float64Array(0);
  }

  #run(samples: Float64Array): Float64Array {
    if (!this.#filter) return samples;
    const { up, down, taps, phases } = this.#filter;
    const line = new Float64Array(this.#line.length + samples.length);
    line.set(this.#line);
    line.set(samples, this.#line.length);
    const last = line.length - taps;
    const count = Math.max(0, Math.floor((last * up + up - 1 - this.#position) / down) + 1);
    const out = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      const start = Math.floor(this.#position / up);
      out[index] = weighted(line, start, phases[this.#position % up] as Float64Array);
      this.#position += down;
    }
    const used = Math.min(Math.floor(this.#position / up), line.length);
    this.#line = line.slice(used);
    this.#position -= used * up;
    return out;
  }
}

function weighted(line: Float64Array, start: number, weights: Float64Array): number {
  let sum = 0;
  for (let tap = 0; tap < weights.length; tap++) sum += (line[start + tap] as number) * (weights[tap] as number);
  return sum;
}
