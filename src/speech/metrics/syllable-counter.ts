/** A valley must lie so far below the peaks beside it (de Jong and Wempe 2009, https://doi.org/10.3758/BRM.41.2.385). */
const dipDb = 2;
/** What lies so far below the loudest syllable so far is a breath or an echo. */
const faintDb = 25;
/** Nobody says syllables faster than this. */
const shortestSyllableMs = 90;

/**
 * Counts syllable nuclei: peaks of loudness with a dip on both sides, in sound that has a pitch. Fed every 10 ms.
 *
 * ```
 *  valley ──rises dipDb──▶ peak ──falls dipDb, or the end──▶ valley (+1 where it was pitched)
 * ```
 */
export class SyllableCounter {
  #smoothDb = -96;
  #valleyDb = Number.POSITIVE_INFINITY;
  #peakDb = Number.NEGATIVE_INFINITY;
  #loudestDb = Number.NEGATIVE_INFINITY;
  #rising = true;
  #pitched = false;
  #sinceCountedMs = Number.POSITIVE_INFINITY;
  #counted = 0;

  /** The level of the next 10 ms in dBFS, and whether it repeats as a vowel does. */
  push(levelDb: number, pitched: boolean): void {
    this.#sinceCountedMs += 10;
    // A period of a low voice is as long as a step: two steps together are steady.
    const smooth = this.#smoothDb <= -96 ? levelDb : (this.#smoothDb + levelDb) / 2;
    this.#smoothDb = smooth;
    if (pitched) this.#pitched = true;
    if (!this.#rising) {
      this.#valleyDb = Math.min(this.#valleyDb, smooth);
      if (smooth < this.#valleyDb + dipDb) return;
      this.#rising = true;
      this.#peakDb = smooth;
      return;
    }
    this.#peakDb = Math.max(this.#peakDb, smooth);
    if (smooth <= this.#peakDb - dipDb) this.#close(smooth);
  }

  /** The syllables so far, with the one under way. */
  get count(): number {
    return this.#counted + (this.#rising && this.#isNucleus ? 1 : 0);
  }

  get #isNucleus(): boolean {
    return this.#pitched && this.#sinceCountedMs >= shortestSyllableMs && this.#peakDb >= this.#loudestDb - faintDb;
  }

  #close(smooth: number): void {
    if (this.#isNucleus) {
      this.#counted++;
      this.#sinceCountedMs = 0;
    }
    this.#loudestDb = Math.max(this.#loudestDb, this.#peakDb);
    this.#rising = false;
    this.#pitched = false;
    this.#valleyDb = smooth;
  }
}
