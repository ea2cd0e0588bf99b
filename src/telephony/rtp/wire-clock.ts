/**
 * Timestamps of a stream whose clock is a multiple of ours: we count at 8 kHz, Opus at 48 (RFC 7587 §4.1). Both wrap at 32
 * bits, and neither side sees the other's wrap.
 */
export class WireClock {
  /** 1: both are the same. */
  readonly ratio: number;
  #last: number | null = null;
  /** Of the last that came, at the wire's rate, unwrapped. */
  #unwrapped = 0;

  constructor(rateHz: number) {
    this.ratio = rateHz / 8_000;
  }

  /** Ours for one that came. */
  fromWire(timestamp: number): number {
    if (this.ratio === 1) return timestamp;
    this.#unwrapped = this.#last === null ? timestamp : this.#unwrapped + ((timestamp - this.#last) | 0);
    this.#last = timestamp;
    return Math.floor(this.#unwrapped / this.ratio) >>> 0;
  }

  /** The wire's for one of ours. */
  toWire(timestamp: number): number {
    return Math.imul(timestamp, this.ratio) >>> 0;
  }
}
