/** What a service has begun and not ended, so that closing the service abandons all of it. */
export class UnderWay {
  readonly #abandons = new Set<() => void>();

  /** `start` is given what to call when its work is over, and returns how to stop it. What this returns abandons the work, if it still runs. */
  begin(start: (over: () => void) => () => void): () => void {
    const abandon = (): void => {
      if (this.#abandons.delete(abandon)) stop();
    };
    this.#abandons.add(abandon);
    const stop = start(() => this.#abandons.delete(abandon));
    return abandon;
  }

  abandonAll(): void {
    for (const abandon of this.#abandons) abandon();
  }
}
