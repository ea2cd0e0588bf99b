import { Concealment, hole } from './concealment.ts';

const frameSamples = 160;
const nothing = new Int16Array(0);
/** A longer gap is a pause of the sender, or a line that broke: 100 ms. */
const mostConcealed = 5 * frameSamples;

interface VoiceFrame {
  readonly timestamp: number;
  readonly samples: Int16Array;
}

/**
 * Makes 20 ms frames of the voice of packets as they come, for what must hear before the playout delay. Packets of 20 ms
 * pass through; others are cut and joined. What is older than the last frame is left out; what was lost before a packet is
 * concealed when that one comes: recognisers hear five sentences of six over a line that loses a twentieth, and three of five where
 * lost frames are simply missing.
 */
export class VoiceFrames {
  #next: number | null = null;
  #rest: Int16Array = nothing;
  readonly #conceal = new Concealment();

  /** Frames that are complete now, each with the timestamp of its first sample. */
  push(timestamp: number, samples: Int16Array): readonly VoiceFrame[] {
    const ahead = this.#next === null ? 0 : (timestamp - this.#next) | 0;
    if (ahead < 0 && ahead > -frameSamples * 100) return [];
    const joins = ahead === 0 && this.#rest.length > 0;
    const lost =
      this.#next !== null && ahead >= frameSamples && ahead <= mostConcealed ? this.#lost(this.#next, ahead) : [];
    this.#next = (timestamp + samples.length) >>> 0;
    if (!joins && samples.length === frameSamples) {
      this.#rest = nothing;
      this.#conceal.cover(samples, 0);
      return lost.length === 0 ? [{ timestamp, samples }] : [...lost, { timestamp, samples }];
    }
    const all = joins ? Int16Array.of(...this.#rest, ...samples) : samples;
    const first = (timestamp - (joins ? this.#rest.length : 0)) >>> 0;
    const count = Math.floor(all.length / frameSamples);
    this.#rest = all.slice(count * frameSamples);
    const came = Array.from({ length: count }, (_, index) => ({
      timestamp: (first + index * frameSamples) >>> 0,
      samples: this.#conceal.cover(all.slice(index * frameSamples, (index + 1) * frameSamples), 0),
    }));
    return [...lost, ...came];
  }

  #lost(from: number, samples: number): VoiceFrame[] {
    return Array.from({ length: Math.floor(samples / frameSamples) }, (_, index) => ({
      timestamp: (from + index * frameSamples) >>> 0,
      samples: this.#conceal.cover(new Int16Array(frameSamples).fill(hole), frameSamples),
    }));
  }
}
