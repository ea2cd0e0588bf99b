import type { Random } from '../foundation/random.ts';
import { dbfsToAmplitude } from './level.ts';

/** White noise of the given level: what an open line sounds like, and what tests put under a voice. */
export function noiseSound(random: Random, durationMs: number, levelDbfs: number, sampleRateHz = 8000): Int16Array {
  const peak = dbfsToAmplitude(levelDbfs) * Math.sqrt(3);
  return Int16Array.from({ length: Math.round((durationMs * sampleRateHz) / 1000) }, () =>
    Math.max(-32_768, Math.min(32_767, Math.round((random.next() * 2 - 1) * peak))),
  );
}

/**
 * White noise that is made sample by sample and may change its level: what is played while a peer sends no sound but says
 * how its silence sounds (RFC 3389). Its own small generator (xorshift, 32 bits): noise is no secret.
 */
export class ComfortNoise {
  #state = 0x2545f491;
  #peak = 0;

  setLevel(levelDbfs: number): void {
    this.#peak = dbfsToAmplitude(levelDbfs) * Math.sqrt(3);
  }

  next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return Math.max(-32_767, Math.min(32_767, Math.round((state / 0x80000000) * this.#peak)));
  }
}
