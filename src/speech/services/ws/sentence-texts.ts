/** What a service heard of a turn it cuts into sentences: each is replaced until it ends. */
export class SentenceTexts {
  readonly #sentences = new Map<number, { readonly text: string; readonly confidence: number }>();

  /** Confidence 0–1; 1 where the service gives none. */
  set(index: number, text: string, confidence = 1): void {
    this.#sentences.set(index, { text, confidence });
  }

  get text(): string {
    return [...this.#sentences]
      .toSorted(([one], [other]) => one - other)
      .reduce((whole, [, { text }]) => joinTexts(whole, text), '');
  }

  /** Of the sentence that is least sure. */
  get confidence(): number {
    return Math.min(1, ...[...this.#sentences.values()].map(({ confidence }) => confidence));
  }
}

/** Chinese stands together; Latin words and sentences do not. */
export function joinTexts(before: string, after: string): string {
  return /[!-~]$/.test(before) && /^[0-9A-Za-z]/.test(after) ? `${before} ${after}` : before + after;
}
