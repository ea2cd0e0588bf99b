/** Values put in one by one, taken out by any number of `for await` loops, each from when it began. */
export class MessageQueue<T> implements AsyncIterable<T> {
  readonly #readers = new Set<(value: T | null) => void>();
  #ended = false;

  put(value: T): void {
    for (const reader of this.#readers) reader(value);
  }

  end(): void {
    this.#ended = true;
    for (const reader of this.#readers) reader(null);
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    const waiting: T[] = [];
    let ended = this.#ended;
    let wake: (() => void) | null = null;
    const reader = (value: T | null): void => {
      if (value === null) ended = true;
      else waiting.push(value);
      wake?.();
    };
    this.#readers.add(reader);
    const leave = (): IteratorResult<T> => {
      this.#readers.delete(reader);
      return { done: true, value: undefined };
    };
    return {
      async next() {
        for (;;) {
          const value = waiting.shift();
          if (value !== undefined) return { done: false, value };
          if (ended) return leave();
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = null;
        }
      },
      return: () => Promise.resolve(leave()),
    };
  }
}
