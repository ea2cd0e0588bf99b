/** Adds `addition` to `target` sample by sample, saturating: two loud voices clip, they never wrap round. */
export function mixInto(target: Int16Array, addition: Int16Array): void {
  const count = Math.min(target.length, addition.length);
  for (let index = 0; index < count; index++) {
    const sum = (target[index] as number) + (addition[index] as number);
    target[index] = sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : sum;
  }
}

/** Multiplies by a gain that moves in a straight line from `from` (first sample) to `to` (just after the last), in place. */
export function fade(samples: Int16Array, from: number, to: number): void {
  const step = (to - from) / samples.length;
  for (let index = 0; index < samples.length; index++)
    samples[index] = Math.max(
      -32_768,
      Math.min(32_767, Math.round((samples[index] as number) * (from + step * index))),
    );
}
