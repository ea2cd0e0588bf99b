import type { Clock } from '../clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly task: () => void;
}

/** Time that stands still until a test moves it. Timers run in the order they are due, at the moment they are due. */
export class FakeClock implements Clock {
  #elapsedMs = 0;
  #wallOffsetMs: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(startMs = Date.UTC(2026, 2, 2, 2, 0, 0)) {
    this.#wallOffsetMs = startMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  now(): number {
    return this.#wallOffsetMs + this.#elapsedMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer: Timer = { dueMs: this.#elapsedMs + Math.max(0, delayMs), order: this.#order++, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves time forward, running what falls due on the way. */
  tick(durationMs: number): void {
    const endMs = this.#elapsedMs + durationMs;
    for (let next = this.#next(endMs); next; next = this.#next(endMs)) {
      this.#timers.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
      next.task();
    }
    this.#elapsedMs = endMs;
  }

  /** Like `tick`, in steps of 1 ms with a turn of the event loop between them, for code that awaits. */
  async tickAsync(durationMs: number): Promise<void> {
    for (let ms = 0; ms < durationMs; ms++) {
      this.tick(1);
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  /** Sets wall time without moving durations, as an administrator or NTP would. */
  stepWallTime(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  #next(untilMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs > untilMs) continue;
      if (!first || timer.dueMs < first.dueMs || (timer.dueMs === first.dueMs && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}
