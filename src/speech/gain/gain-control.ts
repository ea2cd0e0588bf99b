import { levelDbfs } from '../../audio/index.ts';

/** Level of active speech that recognisers hear best (ITU-T P.56 in spirit), in dB below a full-scale square wave. */
const targetDbfs = -20;
/** A voice is brought no further: beyond it the line's noise would be made a voice. */
const mostDb = 18;
/** Frames below it, or so far below the voice itself, are pauses: they say nothing about the voice and move nothing. */
const leastDbfs = -60;
const pauseBelowVoiceDb = 16;
/** How fast a pause lets a voice become quieter: a person who moves away from the telephone is a voice again after some seconds. */
const forgetDbPerFrame = 0.05;
/** Frames of speech that are remembered: 3 s. */
const memoryFrames = 150;
/** So much louder than the voice so far, and that was the noise before the voice: learning begins anew. */
const newVoiceDb = 10;
/** A fifth of a second is listened to, then the gain finds its place within 300 ms; later it moves slowly: 5 dB/s up, 15 dB/s down. */
const listeningFrames = 10;
const settlingFrames = 25;
const settlingStepDb = 1.2;
const upStepDb = 0.1;
const downStepDb = 0.3;
const loudestSample = 32_000;

/**
 * Brings one caller's voice to one level, frame by frame: quiet ones up, too loud ones down, by at most 18 dB. It learns from frames
 * of speech alone and stands still in pauses, so that noise is never pumped up between words; nothing is made to clip.
 */
export class GainControl {
  /** Mean power of the speech that is remembered; 1 is full scale. */
  #power = 0;
  #frames = 0;
  /** Level above which a frame is speech. */
  #speechAboveDbfs = leastDbfs;
  #gainDb = 0;
  /** Factor at the end of the last frame. */
  #last = 1;

  /** What the gain is now, dB. */
  get gainDb(): number {
    return this.#gainDb;
  }

  /** The frame (8 kHz, 20 ms) at its new level, as a new array; the gain glides within it. */
  apply(samples: Int16Array): Int16Array {
    this.#learn(levelDbfs(samples));
    let peak = 1;
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
    const most = Math.max(1, loudestSample / peak);
    const from = Math.min(this.#last, most);
    const to = Math.min(10 ** (this.#gainDb / 20), most);
    const step = (to - from) / samples.length;
    const out = new Int16Array(samples.length);
    for (let at = 0; at < out.length; at++) out[at] = Math.round((samples[at] as number) * (from + step * (at + 1)));
    this.#last = to;
    return out;
  }

  #learn(levelDb: number): void {
    if (levelDb < this.#speechAboveDbfs) {
      this.#speechAboveDbfs = Math.max(leastDbfs, this.#speechAboveDbfs - forgetDbPerFrame);
      return;
    }
    const isNewVoice = this.#frames > 0 && levelDb > 10 * Math.log10(this.#power) + newVoiceDb;
    this.#frames = isNewVoice ? 1 : Math.min(this.#frames + 1, memoryFrames);
    this.#power += (10 ** (levelDb / 10) - this.#power) / this.#frames;
    const voiceDbfs = 10 * Math.log10(this.#power);
    const loud = Math.min(voiceDbfs, levelDb) - pauseBelowVoiceDb;
    this.#speechAboveDbfs = Math.max(this.#speechAboveDbfs, loud);
    if (this.#frames < listeningFrames) return;
    const wanted = Math.max(-mostDb, Math.min(mostDb, targetDbfs - voiceDbfs));
    const settling = this.#frames <= settlingFrames;
    const up = settling ? settlingStepDb : upStepDb;
    const down = settling ? settlingStepDb : downStepDb;
    this.#gainDb += Math.max(-down, Math.min(up, wanted - this.#gainDb));
  }
}
