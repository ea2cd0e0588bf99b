import type { Clock } from '../foundation/clock.ts';

interface Bucket {
  left: number;
  atMs: number;
}

const mostBuckets = 10_000;

/** Token buckets by name: each holds `burst` and gains `perSecond`. Of too many the oldest is forgotten. */
export class Buckets {
  readonly #clock: Clock;
  readonly #perMs: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, { perSecond, burst }: { readonly perSecond: number; readonly burst: number }) {
    this.#clock = clock;
    this.#perMs = perSecond / 1_000;
    this.#burst = burst;
  }

  /** Takes one; how many milliseconds to wait where none was left. */
  take(name: string): number {
    const bucket = this.#now(name);
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > mostBuckets) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    const waitMs = this.#wait(bucket);
    if (waitMs === 0) bucket.left -= 1;
    return waitMs;
  }

  /** How long to wait for one, taking none. */
  waitMs(name: string): number {
    return this.#wait(this.#now(name));
  }

  #now(name: string): Bucket {
    const atMs = this.#clock.monotonicMs();
    const bucket = this.#buckets.get(name);
    if (!bucket) return { left: this.#burst, atMs };
    return { left: Math.min(this.#burst, bucket.left + (atMs - bucket.atMs) * this.#perMs), atMs };
  }

  #wait({ left }: Bucket): number {
    return left >= 1 ? 0 : Math.ceil((1 - left) / this.#perMs);
  }
}
