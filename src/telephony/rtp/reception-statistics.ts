import type { ReceptionReport } from './rtcp-packet.ts';

/** Counters for one source that sends to us (RFC 3550 A.1, A.3, A.8). Pure: fed with each packet and its arrival. */
export class ReceptionStatistics {
  readonly #clockRateHz: number;
  #firstExtended: number | null = null;
  #highestExtended = 0;
  #received = 0;
  #jitter = 0;
  #lastTransit: number | null = null;
  #expectedAtReport = 0;
  #receivedAtReport = 0;

  constructor(clockRateHz = 8000) {
    this.#clockRateHz = clockRateHz;
  }

  push(packet: { readonly sequence: number; readonly timestamp: number }, arrivedAtMs: number): void {
    const extended = this.#extend(packet.sequence);
    this.#firstExtended ??= extended;
    this.#highestExtended = Math.max(this.#highestExtended, extended);
    this.#received++;
    const transit = Math.round((arrivedAtMs * this.#clockRateHz) / 1000) - packet.timestamp;
    if (this.#lastTransit !== null) {
      // Timestamps wrap at 32 bits, and so does their difference.
      const difference = Math.abs((transit - this.#lastTransit) | 0);
      // A jump of more than a second is a new talkspurt's clock, not the network.
      if (difference < this.#clockRateHz) this.#jitter += (difference - this.#jitter) / 16;
    }
    this.#lastTransit = transit;
  }

  #extend(sequence: number): number {
    if (this.#firstExtended === null) return sequence;
    const step = ((sequence - this.#highestExtended) << 16) >> 16;
    return this.#highestExtended + step;
  }

  get received(): number {
    return this.#received;
  }

  get #expected(): number {
    return this.#firstExtended === null ? 0 : this.#highestExtended - this.#firstExtended + 1;
  }

  /** Never below zero: duplicates make up for losses. */
  get lost(): number {
    return Math.max(0, this.#expected - this.#received);
  }

  get jitterMs(): number {
    return (this.#jitter * 1000) / this.#clockRateHz;
  }

  /** The block for a sender or receiver report; the lost share counts from the report before. */
  report(ssrc: number): Omit<ReceptionReport, 'lastReport' | 'sinceLastReport'> {
    const expected = this.#expected - this.#expectedAtReport;
    const received = this.#received - this.#receivedAtReport;
    this.#expectedAtReport = this.#expected;
    this.#receivedAtReport = this.#received;
    return {
      ssrc,
      lostShare: expected <= 0 ? 0 : Math.max(0, (expected - received) / expected),
      lostTotal: this.#expected - this.#received,
      extendedSequence: this.#highestExtended >>> 0,
      jitter: Math.round(this.#jitter),
    };
  }
}
