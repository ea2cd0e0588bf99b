const frameSamples = 160;
const nothing = new Int16Array(0);

/**
 * Makes 20 ms frames of the voice of packets as they come, for what must hear before the playout delay. Packets of 20 ms
 * pass through; others are cut and joined. What is older than the last frame is left out.
 */
export class VoiceFrames {
  #next: number | null = null;
  #rest: Int16Array = nothing;

  /** Frames that are complete now, each with the timestamp of its first sample. */
  push(
    timestamp: number,
    samples: Int16Array,
  ): readonly { readonly timestamp: number; readonly samples: Int16Array }[] {
    const ahead = this.#next === null ? 0 : (timestamp - this.#next) | 0;
    if (ahead < 0 && ahead > -frameSamples * 100) return [];
    const joins = ahead === 0 && this.#rest.length > 0;
    this.#next = (timestamp + samples.length) >>> 0;
    if (!joins && samples.length === frameSamples) {
      this.#rest = nothing;
      return [{ timestamp, samples }];
    }
    const all = joins ? Int16Array.of(...this.#rest, ...samples) : samples;
    const first = (timestamp - (joins ? this.#rest.length : 0)) >>> 0;
    const count = Math.floor(all.length / frameSamples);
    this.#rest = all.slice(count * frameSamples);
    return Array.from({ length: count }, (_, index) => ({
      timestamp: (first + index * frameSamples) >>> 0,
      samples: all.slice(index * frameSamples, (index + 1) * frameSamples),
    }));
  }
}
