import type { Clock } from '../../../foundation/clock.ts';

/** What waits for one duration: times and items in two arrays, since numbers alone take eight bytes each. */
interface Row<Item> {
  dueMs: number[];
  items: Item[];
  first: number;
  /** At this length those that no longer wait are swept out. */
  sweepAt: number;
  armed: (() => void) | null;
}

const smallestSweep = 1_024;

/**
 * Timers of a few distinct durations, of which thousands wait at a time: one first-in-first-out row a duration, one
 * timer of the clock a row. There is no cancelling: what `waits` no more is passed over, and swept out now and then.
 * This keeps a finished transaction at sixteen bytes of timer instead of several hundred.
 */
export class TimerQueue<Item> {
  readonly #clock: Clock;
  readonly #waits: (item: Item) => boolean;
  readonly #onDue: (item: Item) => void;
  readonly #rows = new Map<number, Row<Item>>();

  constructor(clock: Clock, waits: (item: Item) => boolean, onDue: (item: Item) => void) {
    this.#clock = clock;
    this.#waits = waits;
    this.#onDue = onDue;
  }

  add(delayMs: number, item: Item): void {
    let row = this.#rows.get(delayMs);
    if (!row) this.#rows.set(delayMs, (row = { dueMs: [], items: [], first: 0, sweepAt: smallestSweep, armed: null }));
    if (row.items.length >= row.sweepAt) this.#sweep(row);
    row.dueMs.push(this.#clock.monotonicMs() + delayMs);
    row.items.push(item);
    if (row.armed === null) this.#arm(delayMs);
  }

  get size(): number {
    return [...this.#rows.values()].reduce((sum, { items, first }) => sum + items.length - first, 0);
  }

  close(): void {
    for (const row of this.#rows.values()) row.armed?.();
    this.#rows.clear();
  }

  #arm(delayMs: number): void {
    const row = this.#rows.get(delayMs);
    if (!row) return;
    const dueMs = row.dueMs[row.first];
    if (dueMs === undefined) {
      this.#rows.delete(delayMs);
      return;
    }
    row.armed = this.#clock.after(Math.max(0, dueMs - this.#clock.monotonicMs()), () => this.#run(delayMs));
  }

  #run(delayMs: number): void {
    const row = this.#rows.get(delayMs);
    if (!row) return;
    // Node's timers may fire a fraction of a millisecond early.
    const nowMs = this.#clock.monotonicMs() + 1;
    while ((row.dueMs[row.first] ?? Infinity) <= nowMs) {
      const item = row.items[row.first++] as Item;
      if (this.#waits(item)) this.#onDue(item);
    }
    this.#arm(delayMs);
  }

  #sweep(row: Row<Item>): void {
    const kept: number[] = [];
    for (let at = row.first; at < row.items.length; at++) if (this.#waits(row.items[at] as Item)) kept.push(at);
    row.dueMs = kept.map((at) => row.dueMs[at] as number);
    row.items = kept.map((at) => row.items[at] as Item);
    row.first = 0;
    row.sweepAt = Math.max(smallestSweep, 2 * kept.length);
  }
}
