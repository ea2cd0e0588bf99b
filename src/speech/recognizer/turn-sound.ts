import { joined, levelDbfs } from '../../audio/index.ts';

const rateHz = 8_000;
const frameSamples = 160;
/** What Whisper and SenseVoice take at once is 30 s. */
const longestSamples = 28 * rateHz;
/** A longer turn is cut at the quietest frame of its last seconds. */
const searchSamples = 6 * rateHz;

/** The sound of one turn, 8 kHz, as it comes. */
export class TurnSound {
  readonly #frames: Int16Array[] = [];
  #samples = 0;

  get lengthMs(): number {
    return (this.#samples * 1_000) / rateHz;
  }

  /** Keeps a copy: frames come in buffers that are used again. */
  push(samples: Int16Array): void {
    this.#frames.push(samples.slice());
    this.#samples += samples.length;
  }

  /** All of it, in pieces that a model takes at once. */
  pieces(): Int16Array[] {
    return cutLong(joined(this.#frames));
  }
}

function cutLong(whole: Int16Array): Int16Array[] {
  const pieces: Int16Array[] = [];
  let rest = whole;
  while (rest.length > longestSamples) {
    const end = quietestBefore(rest, longestSamples);
    pieces.push(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  return [...pieces, rest];
}

function quietestBefore(samples: Int16Array, end: number): number {
  let best = { at: end, levelDb: Infinity };
  for (let at = end - searchSamples; at + frameSamples <= end; at += frameSamples) {
    const levelDb = levelDbfs(samples.subarray(at, at + frameSamples));
    if (levelDb < best.levelDb) best = { at, levelDb };
  }
  return best.at;
}
