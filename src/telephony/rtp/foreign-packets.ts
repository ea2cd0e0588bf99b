import type { NetworkAddress } from './source-latch.ts';

/** A socket that is connected to the peer shows nothing of others: it is opened for a moment now and then. */
const lookOutEveryMs = 2_000;
const lookOutForMs = 120;
/** Fewer are the rest of an earlier call on our port. */
const leastPackets = 3;
const tellEveryMs = 1_000;

/** Counts packets of a session's own kind that came from somebody who is not its peer: sound that somebody tries to slip in. */
export class ForeignPackets {
  #from: NetworkAddress | null = null;
  #packets = 0;
  #toldAtMs = -Infinity;
  #turnsAtMs = -Infinity;
  #looksOut = false;

  refused(from: NetworkAddress): void {
    this.#from = from;
    this.#packets++;
  }

  /** What came since it was last told, where that is news. */
  found(nowMs: number): { readonly from: NetworkAddress; readonly packets: number } | null {
    if (!this.#from || this.#packets < leastPackets || nowMs - this.#toldAtMs < tellEveryMs) return null;
    const found = { from: this.#from, packets: this.#packets };
    this.#toldAtMs = nowMs;
    this.#packets = 0;
    return found;
  }

  /** Whether a connected socket is to be opened (`out`) or connected again (`in`) now; null: neither. */
  turn(nowMs: number): 'out' | 'in' | null {
    if (nowMs < this.#turnsAtMs) return null;
    this.#looksOut = this.#turnsAtMs !== -Infinity && !this.#looksOut;
    this.#turnsAtMs = nowMs + (this.#looksOut ? lookOutForMs : lookOutEveryMs);
    return this.#looksOut ? 'out' : 'in';
  }
}
