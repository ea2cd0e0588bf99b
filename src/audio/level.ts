/** What a silent frame measures: below any 16-bit signal. */
export const silenceDbfs = -96;

/** Root mean square of the samples from `from` to before `to`, 0 to 32 768. */
export function rms(samples: Int16Array, from = 0, to = samples.length): number {
  if (to <= from) return 0;
  let sum = 0;
  for (let index = from; index < to; index++) {
    const sample = samples[index] as number;
    sum += sample * sample;
  }
  return Math.sqrt(sum / (to - from));
}

/** Level in decibels below a full-scale square wave: a full-scale sine is −3, silence −96. */
export function levelDbfs(samples: Int16Array): number {
  return amplitudeToDbfs(rms(samples));
}

export function amplitudeToDbfs(amplitude: number): number {
  return amplitude < 1 ? silenceDbfs : Math.max(silenceDbfs, 20 * Math.log10(amplitude / 32_768));
}

export function dbfsToAmplitude(dbfs: number): number {
  return 32_768 * 10 ** (dbfs / 20);
}
