import type { Clock } from '../foundation/clock.ts';

/** At most one running timer a name; starting one again replaces it. */
export class NamedTimers<Name extends string> {
  readonly #running = new Map<Name, () => void>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(name: Name, afterMs: number, task: () => void): void {
    this.stop(name);
    this.#running.set(
      name,
      this.#clock.after(afterMs, () => {
        this.#running.delete(name);
        task();
      }),
    );
  }

  stop(name: Name): void {
    this.#running.get(name)?.();
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const cancel of this.#running.values()) cancel();
    this.#running.clear();
  }
}
