export interface NetworkAddress {
  readonly address: string;
  readonly port: number;
}

/** How well a source agrees with what was signalled. */
const ranks = { stranger: 0, address: 1, exact: 2 } as const;
type Rank = (typeof ranks)[keyof typeof ranks];

/** What a packet of the known source comes to, nearly always. */
const asBefore = { accepted: true, changed: false } as const;

/** The last packets of an earlier call on our port stop by then. */
const settleMs = 2_000;
/** In that time a source that is silent for so long makes room for another like it. */
const silentMs = 100;

/**
 * Symmetric RTP: which source do we believe, and where do we send? Behind NAT a peer's packets come from elsewhere than
 * it said; an attacker's do too, and so do the last packets of the call that had our port before. So the first valid
 * source is believed, a better one replaces it, an equal one only at the very beginning and only when the first has
 * stopped, and a worse one never.
 *
 * ```
 *             another address        the signalled address            the signalled address and port
 *  waiting ──────────────────► stranger ───────────────► same address ──────────────────────────────► exact: final
 *                                                             └── 2 s of it alone ─────────────────────► final
 * ```
 */
export class SourceLatch {
  readonly #signalled: NetworkAddress;
  #source: NetworkAddress | null = null;
  #rank: Rank = ranks.stranger;
  #sinceMs = 0;
  #lastAtMs = 0;
  #settled = false;

  constructor(signalled: NetworkAddress) {
    this.#signalled = signalled;
  }

  /** Whether a valid packet from there is the peer's. `changed` where this packet moved the latch, or made it final. */
  accept(from: NetworkAddress, nowMs: number): { readonly accepted: boolean; readonly changed: boolean } {
    const source = this.#source;
    if (source?.address === from.address && source.port === from.port) {
      const wasFinal = this.final;
      this.#lastAtMs = nowMs;
      this.#settled ||= nowMs - this.#sinceMs >= settleMs;
      return this.final === wasFinal ? asBefore : { accepted: true, changed: true };
    }
    const rank = this.#rankOf(from);
    const isFree = source === null || (rank === this.#rank && !this.#settled && nowMs - this.#lastAtMs >= silentMs);
    if (!isFree && rank <= this.#rank) return { accepted: false, changed: false };
    if (source === null || rank > this.#rank) this.#sinceMs = nowMs;
    this.#source = from;
    this.#rank = rank;
    this.#lastAtMs = nowMs;
    return { accepted: true, changed: true };
  }

  #rankOf(from: NetworkAddress): Rank {
    if (from.address !== this.#signalled.address) return ranks.stranger;
    return from.port === this.#signalled.port ? ranks.exact : ranks.address;
  }

  /** Nothing can move the latch any more: the socket may be connected. */
  get final(): boolean {
    return this.#rank === ranks.exact || (this.#rank === ranks.address && this.#settled);
  }

  /** Where to send: to the source once it is known, to the signalled address before. */
  get target(): NetworkAddress {
    return this.#source ?? this.#signalled;
  }
}
