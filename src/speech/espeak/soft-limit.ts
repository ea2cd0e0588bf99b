/** Where the limiter begins to bend: −3 dBFS. */
const kneeLevel = 0.7;

/** Samples times a gain, limited, as 16-bit PCM. */
export function softLimited(samples: Float64Array, gain: number): Int16Array {
  const limited = new Int16Array(samples.length);
  for (let index = 0; index < samples.length; index++) limited[index] = softLimit(samples[index] as number, gain);
  return limited;
}

/**
 * A sample times a gain, bent softly where it would clip: straight to the knee, then a curve that never reaches full
 * scale. Rounds to 16 bits.
 */
export function softLimit(sample: number, gain: number): number {
  const value = (sample * gain) / 32_768;
  const size = Math.abs(value);
  if (size <= kneeLevel) return Math.round(value * 32_768);
  const over = (size - kneeLevel) / (1 - kneeLevel);
  const bent = kneeLevel + (1 - kneeLevel) * Math.tanh(over);
  return Math.round(Math.sign(value) * Math.min(bent, 0.999) * 32_767);
}
