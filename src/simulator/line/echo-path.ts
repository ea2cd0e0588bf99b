import { frameMs } from '../../audio/index.ts';

/** Frames that may gather beyond the delay before the oldest are given up: the far end's clock is not ours. */
const mostGathered = 10;

/**
 * A line that gives the far end its own sound back, weaker and later, as a badly balanced hybrid does: always the same
 * number of frames later, whatever the packets' jitter.
 */
export class EchoPath {
  readonly #gain: number;
  readonly #delayFrames: number;
  readonly #under: Int16Array[] = [];

  constructor(gainDb: number, delayMs: number) {
    this.#gain = 10 ** (gainDb / 20);
    this.#delayFrames = Math.round(delayMs / frameMs);
  }

  /** A frame came to this end of the line. */
  hear(samples: Int16Array): void {
    this.#under.push(samples);
    if (this.#under.length > this.#delayFrames + mostGathered) this.#under.shift();
  }

  /** What comes back in the frame that leaves now: silence where nothing is due. Asked once a frame. */
  due(): Int16Array | null {
    if (this.#under.length <= this.#delayFrames) return null;
    return this.#under.shift()?.map((sample) => Math.round(sample * this.#gain)) ?? null;
  }
}
