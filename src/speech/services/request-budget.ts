import type { Clock } from '../../foundation/clock.ts';

/** What a service allows one account. */
export interface SpeakingLimits {
  /** Requests under way at a time. */
  readonly atOnce: number;
  readonly perSecond: number;
}

interface Waiting {
  readonly neededByMs: number;
  readonly start: () => void;
}

/**
 * Keeps the requests to one service within what its account allows. Who waits is let in by when the sound is needed, so
 * that a sentence made ahead never holds up one that a customer waits for.
 */
export class RequestBudget {
  readonly #limits: SpeakingLimits;
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  /** When the requests of the last second began. */
  #startedMs: number[] = [];
  #underWay = 0;
  #waits = false;

  constructor(limits: SpeakingLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /**
   * Calls `start` when there is room, at once if there is. The returned function gives the place back, or leaves the
   * queue; more calls of it do nothing.
   */
  ask(neededByMs: number, start: () => void): () => void {
    let inside = false;
    const waiting: Waiting = {
      neededByMs,
      start: () => {
        inside = true;
        start();
      },
    };
    this.#waiting.add(waiting);
    this.#admit();
    return () => {
      if (this.#waiting.delete(waiting) || !inside) return;
      inside = false;
      this.#underWay--;
      this.#admit();
    };
  }

  #admit(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#startedMs = this.#startedMs.filter((startedMs) => nowMs - startedMs < 1_000);
    while (this.#underWay < this.#limits.atOnce && this.#startedMs.length < this.#limits.perSecond) {
      const next = this.#mostUrgent();
      if (!next) return;
      this.#waiting.delete(next);
      this.#underWay++;
      this.#startedMs.push(nowMs);
      next.start();
    }
    const oldestMs = this.#startedMs[0];
    if (this.#waits || this.#waiting.size === 0 || oldestMs === undefined) return;
    if (this.#underWay >= this.#limits.atOnce) return;
    this.#waits = true;
    this.#clock.after(oldestMs + 1_000 - nowMs, () => {
      this.#waits = false;
      this.#admit();
    });
  }

  #mostUrgent(): Waiting | undefined {
    let first: Waiting | undefined;
    for (const waiting of this.#waiting) if (!first || waiting.neededByMs < first.neededByMs) first = waiting;
    return first;
  }
}
