import { CadenceSource, Loop, progressTones, samplesPerFrame } from '../../audio/index.ts';
import type { ToneName } from './media-messages.ts';
import type { SoundLibrary } from './sound-library.ts';

/** What a party hears where nobody speaks: a tone of progress, or music. */
export class LegBackground {
  readonly #library: SoundLibrary;
  readonly #degraded: (reason: string) => void;
  readonly #frame = new Int16Array(samplesPerFrame(8000));
  #tone: CadenceSource | null = null;
  #wanted: string | null = null;
  #music: Loop | null = null;

  constructor(library: SoundLibrary, degraded: (reason: string) => void) {
    this.#library = library;
    this.#degraded = degraded;
  }

  /** Something is to be heard, if only its pauses. */
  get plays(): boolean {
    return this.#tone !== null || this.#wanted !== null;
  }

  playTone(tone: ToneName | null): void {
    this.#tone = tone && new CadenceSource(progressTones[tone]);
  }

  /** Goes on where it was when the same is asked for again. */
  playMusic(music: string | null): void {
    if (music === this.#wanted) return;
    this.#wanted = music;
    this.#music = null;
    if (music === null) return;
    this.#library.music(music, (samples, failure) => {
      if (failure !== null) this.#degraded(failure);
      if (this.#wanted === music) this.#music = new Loop(samples);
    });
  }

  /** The next 20 ms of the tone, null where there is none; overwritten by the next frame of either. */
  toneFrame(): Int16Array | null {
    if (!this.#tone) return null;
    this.#tone.addTo(this.#frame.fill(0));
    return this.#frame;
  }

  /** As `toneFrame`, of the music. */
  musicFrame(): Int16Array | null {
    if (!this.#music) return null;
    this.#music.read(this.#frame);
    return this.#frame;
  }
}
