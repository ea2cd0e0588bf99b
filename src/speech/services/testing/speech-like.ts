/** A tone, as 16-bit samples: what stands for speech where only its way matters. */
export function toneOf(frequencyHz: number, seconds: number, rateHz: number): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * rateHz) }, (_, index) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * frequencyHz * index) / rateHz)),
  );
}

/** Frames of 20 ms. */
export function framesOf20Ms(samples: Int16Array, rateHz: number): Int16Array[] {
  const size = rateHz / 50;
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, index) =>
    samples.slice(index * size, (index + 1) * size),
  );
}

/** Little endian, as services take and give it. */
export function pcm16(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [index, sample] of samples.entries()) bytes.writeInt16LE(sample, index * 2);
  return bytes;
}
