import { levelDbfs } from '../../audio/index.ts';

/** Level of the 20 ms frames of 8 kHz samples that hold sound (above −40 dBFS), in dBFS. */
export function activeLevelDbfs(samples: Int16Array): number {
  const frames = Array.from({ length: Math.floor(samples.length / 160) }, (_, index) =>
    levelDbfs(samples.subarray(index * 160, index * 160 + 160)),
  ).filter((level) => level > -40);
  return 10 * Math.log10(frames.reduce((sum, level) => sum + 10 ** (level / 10), 0) / frames.length);
}
