/** 30 s of frames of 20 ms: half a megabyte. Nobody is interrupted by so long a turn, and a longer one keeps its last 30 s. */
const mostFrames = 1_500;

type Piece = { readonly samples: Int16Array; readonly frameAtMs: number } | 'finish';

/** Whoever hears the sound a second time. */
interface Listening {
  accept(samples: Int16Array, frameAtMs: number): void;
  finish(): void;
}

/** The sound of the turns whose final has not come yet, kept so that another recogniser can hear it from the beginning. */
export class TurnSound {
  #pieces: Piece[] = [];
  #frames = 0;

  /** Keeps a copy: the samples are the sender's to write into again. */
  accept(samples: Int16Array, frameAtMs: number): void {
    this.#pieces.push({ samples: samples.slice(), frameAtMs });
    if (++this.#frames <= mostFrames) return;
    const oldest = this.#pieces.findIndex((piece) => piece !== 'finish');
    this.#pieces.splice(oldest, 1);
    this.#frames--;
  }

  /** False when a final is awaited already and nothing was heard since. */
  finish(): boolean {
    if (this.#pieces.at(-1) === 'finish') return false;
    this.#pieces.push('finish');
    return true;
  }

  /** The final of the first turn came. */
  heard(): void {
    const end = this.#pieces.indexOf('finish');
    this.#pieces = end === -1 ? [] : this.#pieces.slice(end + 1);
    this.#frames = this.#pieces.filter((piece) => piece !== 'finish').length;
  }

  /** All of it, in order. Returns its length in seconds. */
  repeatTo(listening: Listening): number {
    let samples = 0;
    for (const piece of this.#pieces)
      if (piece === 'finish') listening.finish();
      else {
        listening.accept(piece.samples, piece.frameAtMs);
        samples += piece.samples.length;
      }
    return samples / 8_000;
  }
}
