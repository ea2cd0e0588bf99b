import type { Random } from '../../src/foundation/random.ts';

const scaleHz = [262, 294, 330, 349, 392, 440, 494, 523, 587, 659, 698, 784] as const;

/** A tune of plucked or held notes over a bass, as colour rings play: seeded, 8 kHz. */
export function tune(lengthMs: number, random: Random): Int16Array {
  const out = new Float64Array(lengthMs * 8);
  const beat = Math.round(8 * (220 + random.int(280)));
  const [decay, brightness] = [1 + random.next() * 4, 0.2 + random.next() * 0.5];
  for (let start = 0; start < out.length; start += beat) {
    const note = scaleHz[random.int(scaleHz.length)] ?? 440;
    const length = beat * (1 + random.int(3));
    for (const [frequencyHz, gain] of [
      [note, 1],
      [note * 2, brightness],
      [note * 3, brightness / 2],
      [(scaleHz[Math.floor(start / beat / 4) % 5] ?? 262) / 2, 0.5],
    ] as const)
      for (let index = 0; index < length && start + index < out.length; index++) {
        const envelope = Math.min(1, index / 160) * Math.exp((-decay * index) / 8000);
        out[start + index] =
          (out[start + index] as number) + gain * envelope * Math.sin((2 * Math.PI * frequencyHz * index) / 8000);
      }
  }
  return Int16Array.from(out, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 6000))));
}
