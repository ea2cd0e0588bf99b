const targetDbfs = -16;
const frameSamples = 160;
/** Frames this far (30 dB) below the loudest one are pauses and count for nothing, and so does what is below −70 dBFS. */
const pauseShare = 1e-3;
const silence = 1e-7;
/** Speech that says how loud a voice is: what came before fades out behind it. */
const memoryFrames = 400;
const mostGain = 12;
const leastGain = 0.05;

/**
 * How much louder a voice must become to speak at −16 dBFS (active speech, ITU-T P.56 in spirit), learned from what it
 * says: the first sound is measured whole, later ones move it slowly, so that a quiet word stays quieter than a loud one.
 */
export class SpeechLeveller {
  /** Sum of energies and number of the frames that held speech. */
  #energy = 0;
  #frames = 0;

  /** The factor for these 8 kHz samples (16-bit range), which are learned from first. 1 while nothing was heard. */
  gainFor(samples: Float64Array): number {
    this.#learn(samples);
    if (this.#frames === 0) return 1;
    const levelDb = 10 * Math.log10(this.#energy / this.#frames);
    return Math.min(mostGain, Math.max(leastGain, 10 ** ((targetDbfs - levelDb) / 20)));
  }

  #learn(samples: Float64Array): void {
    const powers: number[] = [];
    for (let at = 0; at + frameSamples <= samples.length; at += frameSamples)
      powers.push(powerOf(samples.subarray(at, at + frameSamples)));
    const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
    for (const power of powers) {
      if (power <= silence || power < loudest * pauseShare) continue;
      if (this.#frames >= memoryFrames) {
        this.#energy *= (memoryFrames - 1) / this.#frames;
        this.#frames = memoryFrames - 1;
      }
      this.#energy += power;
      this.#frames++;
    }
  }
}

/** Mean square; 1 is full scale. */
function powerOf(samples: Float64Array): number {
  let sum = 0;
  for (const sample of samples) sum += (sample / 32_768) ** 2;
  return sum / samples.length;
}
