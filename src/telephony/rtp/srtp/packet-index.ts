const sequences = 65_536;
/** How far behind the newest a packet may come (RFC 3711 §3.3.2 wants at least 64). */
const windowPackets = 128;

/**
 * The 48-bit index (rollover counter and sequence number) that a sequence number most likely stands for: the one nearest
 * to the highest so far (RFC 3711 §3.3.1). Never below zero.
 */
export function nearestIndex(highest: number | null, sequence: number): number {
  if (highest === null) return sequence;
  const step = ((sequence - (highest % sequences)) << 16) >> 16;
  const index = highest + step;
  return index < 0 ? index + sequences : index;
}

/** Which of the last packets have come: each index passes once, and none from before the window (RFC 3711 §3.3.2). */
export class ReplayWindow {
  readonly #came = new Float64Array(windowPackets).fill(-1);
  #highest: number | null = null;

  get highest(): number | null {
    return this.#highest;
  }

  /** Whether a packet of this index may still come. */
  admits(index: number): boolean {
    if (this.#highest !== null && index <= this.#highest - windowPackets) return false;
    return this.#came[index % windowPackets] !== index;
  }

  /** Only for packets that were found genuine: a forged one must not move the window. */
  note(index: number): void {
    this.#came[index % windowPackets] = index;
    if (this.#highest === null || index > this.#highest) this.#highest = index;
  }
}
