import type { Random } from '../foundation/random.ts';
import { dbfsToAmplitude } from './level.ts';

/** White noise of the given level: what an open line sounds like, and what tests put under a voice. */
export function noiseSound(random: Random, durationMs: number, levelDbfs: number, sampleRateHz = 8000): Int16Array {
  const peak = dbfsToAmplitude(levelDbfs) * Math.sqrt(3);
  return Int16Array.from({ length: Math.round((durationMs * sampleRateHz) / 1000) }, () =>
    Math.max(-32_768, Math.min(32_767, Math.round((random.next() * 2 - 1) * peak))),
  );
}
