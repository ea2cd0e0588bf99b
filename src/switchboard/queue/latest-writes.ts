import type { Clock } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';

const retryAfterMs = 2_000;

interface Write {
  readonly run: () => Promise<void>;
  readonly written: () => void;
}

/**
 * Writes what is newest of each thing, one write at a time and in order. What cannot be written is tried again, since a
 * database that is away comes back; what a newer write replaced is never written.
 */
export class LatestWrites {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #waiting = new Map<string, Write>();
  #running = false;
  #cancelRetry: (() => void) | null = null;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Resolves when it, or something newer of the same key, is written. */
  put(key: string, run: () => Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#waiting.get(key);
      const written = (): void => {
        before?.written();
        resolve();
      };
      this.#waiting.delete(key);
      this.#waiting.set(key, { run, written });
      if (!this.#cancelRetry) void this.#writeAll();
    });
  }

  /** Writes nothing more. */
  close(): void {
    this.#waiting.clear();
    this.#cancelRetry?.();
  }

  async #writeAll(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#first(); next; next = this.#first()) {
        const [key, write] = next;
        await write.run();
        if (this.#waiting.get(key) === write) this.#waiting.delete(key);
        write.written();
      }
    } catch (error) {
      this.#logger.warn({ reason: messageOf(error) }, 'what must not be forgotten could not be written down yet');
      this.#cancelRetry = this.#clock.after(retryAfterMs, () => {
        this.#cancelRetry = null;
        void this.#writeAll();
      });
    } finally {
      this.#running = false;
    }
  }

  #first(): [string, Write] | undefined {
    return this.#waiting.entries().next().value;
  }
}
