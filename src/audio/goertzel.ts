/**
 * How much of the samples is one frequency: the power of that sine as a share of the whole power, 0 to 1 (Goertzel's
 * algorithm: one bin of a Fourier transform, without the others). Who asks often passes the whole power along.
 */
export function toneShare(
  samples: Int16Array,
  frequencyHz: number,
  sampleRateHz: number,
  whole = power(samples),
): number {
  return whole === 0 ? 0 : Math.min(1, tonePower(samples, frequencyHz, sampleRateHz) / whole);
}

/** Mean power of one frequency in the samples: a sine of peak `a` gives `a²/2`. */
export function tonePower(samples: Int16Array, frequencyHz: number, sampleRateHz: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * frequencyHz) / sampleRateHz);
  let last = 0;
  let beforeLast = 0;
  for (let index = 0; index < samples.length; index++) {
    const now = (samples[index] as number) + factor * last - beforeLast;
    beforeLast = last;
    last = now;
  }
  const magnitude = last * last + beforeLast * beforeLast - factor * last * beforeLast;
  return (2 * magnitude) / (samples.length * samples.length);
}

/** Mean power of all frequencies together. */
export function power(samples: Int16Array): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index++) {
    const sample = samples[index] as number;
    sum += sample * sample;
  }
  return samples.length === 0 ? 0 : sum / samples.length;
}
