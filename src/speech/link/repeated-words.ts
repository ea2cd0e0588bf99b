/**
 * What was told of a turn whose sound is heard a second time from its beginning, by the same recogniser over a new connection or by
 * another one. The second hearing's first guesses would take back words that were told already: they are withheld until they
 * have caught up.
 */
export class RepeatedWords {
  #told = '';
  #catchingUp = false;

  /** What was told last of this turn. */
  get told(): string {
    return this.#told;
  }

  /** The turn is heard again. */
  repeated(): void {
    this.#catchingUp = this.#told !== '';
  }

  /** Whether this partial is to be told: not while it only repeats a beginning, and not twice the same. */
  tells(text: string): boolean {
    if (this.#catchingUp && text.length < this.#told.length) return false;
    this.#catchingUp = false;
    if (text === this.#told) return false;
    this.#told = text;
    return true;
  }

  /** The turn is over. */
  clear(): void {
    this.#told = '';
    this.#catchingUp = false;
  }
}
