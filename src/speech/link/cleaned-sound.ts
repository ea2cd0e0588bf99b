import type { EngineStream, HearingEngine } from './hearing-engine.ts';
import type { StreamOptions } from './wire.ts';

/** A voice that waits a second for its denoiser is heard as it came. */
const mostWaiting = 50;

type Piece =
  | { readonly kind: 'frame'; readonly samples: Int16Array; readonly frameAtMs: number }
  | { readonly kind: 'act'; readonly act: () => void };

/**
 * A stream whose noise is taken out on its way to the recogniser: frames go to the denoiser and come back one for one, and what is asked
 * between them keeps its place. Where the denoiser is lost, or lags, the stream goes on with the sound as it came: none of it is lost.
 */
export class CleanedSound implements EngineStream {
  readonly #heard: EngineStream;
  readonly #lost: (reason: string) => void;
  readonly #denoiser: EngineStream;
  #waiting: Piece[] = [];
  #frames = 0;
  #given = false;

  /** `lost`: why the voice is heard as it comes from now on; once. */
  constructor(engine: HearingEngine, options: StreamOptions, heard: EngineStream, lost: (reason: string) => void) {
    this.#heard = heard;
    this.#lost = lost;
    this.#denoiser = engine.open(options, {
      cleaned: (samples) => this.#cleaned(samples),
      lost: (_, reason) => this.#giveUp(reason),
    });
  }

  accept(samples: Int16Array, frameAtMs: number): void {
    if (this.#given) return this.#heard.accept(samples, frameAtMs);
    this.#waiting.push({ kind: 'frame', samples: samples.slice(), frameAtMs });
    this.#denoiser.accept(samples, frameAtMs);
    if (++this.#frames > mostWaiting) this.#giveUp(`the denoiser is ${mostWaiting} frames behind`);
  }

  finish(): void {
    this.#inPlace(() => this.#heard.finish());
  }

  expect(phrases: readonly string[]): void {
    this.#inPlace(() => this.#heard.expect(phrases));
  }

  close(): void {
    this.#waiting = [];
    this.#denoiser.close();
    this.#heard.close();
  }

  #inPlace(act: () => void): void {
    if (this.#waiting.length === 0) act();
    else this.#waiting.push({ kind: 'act', act });
  }

  #cleaned(samples: Int16Array): void {
    const frame = this.#waiting.shift();
    if (frame?.kind !== 'frame') return;
    this.#frames--;
    this.#heard.accept(samples, frame.frameAtMs);
    for (let next = this.#waiting[0]; next?.kind === 'act'; next = this.#waiting[0]) {
      this.#waiting.shift();
      next.act();
    }
  }

  #giveUp(reason: string): void {
    if (this.#given) return;
    this.#given = true;
    this.#denoiser.close();
    for (const piece of this.#waiting.splice(0))
      if (piece.kind === 'frame') this.#heard.accept(piece.samples, piece.frameAtMs);
      else piece.act();
    this.#lost(reason);
  }
}
