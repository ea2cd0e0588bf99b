import type { PlayItem } from './media-messages.ts';
import type { SoundLibrary } from './sound-library.ts';
import type { Sound } from './sound.ts';

/** Sounds that are likely to be wanted next, made ahead. What turns out not to be wanted is given up in mid-making. */
export class PresumedSounds {
  readonly #library: Pick<SoundLibrary, 'open' | 'release'>;
  #held: readonly { readonly item: PlayItem; readonly sound: Sound }[] = [];

  constructor(library: Pick<SoundLibrary, 'open' | 'release'>) {
    this.#library = library;
  }

  /** These now; of those before only what is among them goes on. */
  replace(items: readonly PlayItem[]): void {
    const before = this.#held;
    // Opened before the others are released, so that what both want is not begun anew.
    this.#held = items.map((item) => ({ item, sound: this.#library.open(item) }));
    for (const { item, sound } of before) this.#library.release(item, sound);
  }
}
