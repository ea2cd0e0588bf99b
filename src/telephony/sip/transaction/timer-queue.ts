import type { Clock } from '../../../foundation/clock.ts';

interface Waiting<Item> {
  readonly dueMs: number;
  readonly item: Item;
}

/**
 * Timers of a few distinct durations, of which thousands wait at a time: one first-in-first-out row a duration, one
 * timer of the clock a row. There is no cancelling: who no longer waits ignores the call. This keeps a finished
 * transaction at some forty bytes of timer instead of several hundred.
 */
export class TimerQueue<Item> {
  readonly #clock: Clock;
  readonly #onDue: (item: Item) => void;
  readonly #rows = new Map<number, { waiting: Waiting<Item>[]; first: number; armed: (() => void) | null }>();

  constructor(clock: Clock, onDue: (item: Item) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  add(delayMs: number, item: Item): void {
    let row = this.#rows.get(delayMs);
    if (!row) this.#rows.set(delayMs, (row = { waiting: [], first: 0, armed: null }));
    row.waiting.push({ dueMs: this.#clock.monotonicMs() + delayMs, item });
    if (row.armed === null) this.#arm(delayMs);
  }

  close(): void {
    for (const row of this.#rows.values()) row.armed?.();
    this.#rows.clear();
  }

  #arm(delayMs: number): void {
    const row = this.#rows.get(delayMs);
    const next = row?.waiting[row.first];
    if (!row) return;
    if (!next) {
      this.#rows.delete(delayMs);
      return;
    }
    row.armed = this.#clock.after(Math.max(0, next.dueMs - this.#clock.monotonicMs()), () => this.#run(delayMs));
  }

  #run(delayMs: number): void {
    const row = this.#rows.get(delayMs);
    if (!row) return;
    // Node's timers may fire a fraction of a millisecond early.
    const nowMs = this.#clock.monotonicMs() + 1;
    for (let next = row.waiting[row.first]; next && next.dueMs <= nowMs; next = row.waiting[row.first]) {
      row.first++;
      this.#onDue(next.item);
    }
    if (row.first > 1_024 && row.first * 2 > row.waiting.length) {
      row.waiting = row.waiting.slice(row.first);
      row.first = 0;
    }
    this.#arm(delayMs);
  }
}
