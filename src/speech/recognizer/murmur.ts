/** How long a sound is that a model's speed is measured by. */
export const murmurMs = 2_000;

/** A tone that rises, 16 kHz, −1…1: what is in it matters to no model's speed. */
export function murmur(): Float32Array {
  return Float32Array.from({ length: murmurMs * 16 }, (_, index) => 0.1 * Math.sin(index * index * 1e-5));
}
