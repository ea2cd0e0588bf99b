import type { QueueFact } from '../../contract/queue-fact.ts';
import type { QueueSettings } from '../../contract/queue-settings.ts';
import type { Clock } from '../../foundation/clock.ts';
import { emptyTally, tallied, type QueueTally } from './service-level.ts';

const dayMs = 86_400_000;

/** What came of each queue today; a new day begins with nothing. */
export class DayTallies {
  readonly #clock: Clock;
  readonly #offsetMs: number;
  readonly #tallies = new Map<string, QueueTally>();
  #sinceMs: number;

  constructor(clock: Clock, utcOffsetMinutes: number) {
    this.#clock = clock;
    this.#offsetMs = utcOffsetMinutes * 60_000;
    this.#sinceMs = clock.now();
  }

  /** Midnight, or when counting began where that was later. */
  get sinceMs(): number {
    this.#beginDay();
    return this.#sinceMs;
  }

  /** By queue. */
  get all(): ReadonlyMap<string, QueueTally> {
    this.#beginDay();
    return this.#tallies;
  }

  count(fact: Exclude<QueueFact, { readonly kind: 'agent-changed' }>, queue: QueueSettings): void {
    this.#beginDay();
    this.#tallies.set(queue.name, tallied(this.#tallies.get(queue.name) ?? emptyTally, fact, queue.serviceLevel));
  }

  #beginDay(): void {
    const midnightMs = Math.floor((this.#clock.now() + this.#offsetMs) / dayMs) * dayMs - this.#offsetMs;
    if (this.#sinceMs >= midnightMs) return;
    this.#sinceMs = midnightMs;
    this.#tallies.clear();
  }
}
