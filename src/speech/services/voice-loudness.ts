import { softLimit } from '../espeak/soft-limit.ts';

const blockSamples = 160;
/** Active speech of every voice comes to this level: −16 dBFS, as eSpeak's does. */
const targetRms = 32_768 * 10 ** (-16 / 20);
/** Quieter blocks (−45 dBFS) are pauses and say nothing of the voice. */
const pauseRms = 32_768 * 10 ** (-45 / 20);
/** −12 to +18 dB: what is quieter still is noise rather than a quiet voice. */
const leastGain = 0.25;
const mostGain = 8;
/** How much heard speech the estimate rests on: 4 s. */
const memorySamples = 32_000;
/** The gain moves by at most 6 dB a second, so that nobody hears it move. */
const ratioPerSample = 2 ** (1 / 8_000);

/**
 * How loud one voice of a service is, learned from its speech. Kept across texts: a voice of a service is equally loud
 * tomorrow, and the second text begins at the right level.
 */
export class VoiceLoudness {
  #energy = 0;
  #samples = 0;

  hear(samples: Int16Array): void {
    for (let start = 0; start < samples.length; start += blockSamples) {
      const block = samples.subarray(start, start + blockSamples);
      let energy = 0;
      for (const sample of block) energy += sample * sample;
      if (energy < pauseRms * pauseRms * block.length) continue;
      this.#energy += energy;
      this.#samples += block.length;
    }
    if (this.#samples <= memorySamples) return;
    this.#energy *= memorySamples / this.#samples;
    this.#samples = memorySamples;
  }

  /** The gain that brings it to −16 dBFS; null before it has spoken. */
  get gain(): number | null {
    if (this.#samples === 0) return null;
    return Math.min(mostGain, Math.max(leastGain, targetRms / Math.sqrt(this.#energy / this.#samples)));
  }
}

/** One text's sound brought to level: the gain follows what is known of the voice, slowly, and peaks are bent, never clipped. */
export class LevelledSound {
  readonly #voice: VoiceLoudness;
  #gain: number | null;

  constructor(voice: VoiceLoudness) {
    this.#voice = voice;
    this.#gain = voice.gain;
  }

  /** 8 kHz in, as many out. */
  push(samples: Int16Array): Int16Array {
    this.#voice.hear(samples);
    const wanted = this.#voice.gain;
    const out = new Int16Array(samples.length);
    if (wanted === null) return Int16Array.from(samples);
    let gain = this.#gain ?? wanted;
    for (let index = 0; index < samples.length; index++) {
      gain = gain < wanted ? Math.min(wanted, gain * ratioPerSample) : Math.max(wanted, gain / ratioPerSample);
      out[index] = softLimit(samples[index] as number, gain);
    }
    this.#gain = gain;
    return out;
  }
}
