import { levelDbfs } from '../../audio/index.ts';
import { bandCount, bandEnergies, windowSamples } from './band-energies.ts';

/**
 * A recording as bits: one print of 32 bits each 20 ms. Bit m says whether the step from band m to band m+1 grew since
 * 40 ms before. Gain, codec and noise change few bits; other words change half of them. After Haitsma and Kalker, "A Highly
 * Robust Audio Fingerprinting System", ISMIR 2002 (https://ismir2002.ismir.net/proceedings/02-FP04-2.pdf).
 */
export interface Fingerprint {
  readonly prints: Uint32Array;
  /** 1 where the window holds sound; the bits of silence are chance. */
  readonly loud: Uint8Array;
}

/** Steps of a recording that is kept. */
export const keptStepMs = 20;
/** Steps of a line that is listened to, and the span over which a bit compares: every second step of what is kept. */
export const heardStepMs = 40;
const samplesPerMs = 8;
const keptStep = keptStepMs * samplesPerMs;
export const heardStep = heardStepMs * samplesPerMs;
/** Quieter windows hold no announcement. */
const quietestDbfs = -50;

/** The print of a window, from its energies and those of the window 40 ms before. */
export function printOf(energies: Float64Array, before: Float64Array): number {
  let print = 0;
  for (let band = 0; band + 1 < bandCount; band++) {
    const now = (energies[band] as number) - (energies[band + 1] as number);
    const then = (before[band] as number) - (before[band + 1] as number);
    print = (print << 1) | (now > then ? 1 : 0);
  }
  return print >>> 0;
}

export function isLoud(window: Int16Array): boolean {
  return levelDbfs(window) > quietestDbfs;
}

/** The fingerprint of a whole recording, 8 kHz. */
export function fingerprintOf(samples: Int16Array): Fingerprint {
  const count = Math.max(0, Math.floor((samples.length - windowSamples) / keptStep) + 1);
  const energies = Array.from({ length: count }, (_, index) => bandEnergies(samples, index * keptStep));
  const back = heardStepMs / keptStepMs;
  const length = Math.max(0, count - back);
  return {
    prints: Uint32Array.from({ length }, (_, index) =>
      printOf(energies[index + back] as Float64Array, energies[index] as Float64Array),
    ),
    loud: Uint8Array.from({ length }, (_, index) => {
      const from = (index + back) * keptStep;
      return isLoud(samples.subarray(from, from + windowSamples)) ? 1 : 0;
    }),
  };
}
