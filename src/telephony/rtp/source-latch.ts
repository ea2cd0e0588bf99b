export interface NetworkAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * Symmetric RTP: which source do we believe, and where do we send? Behind NAT a peer's packets come from elsewhere than
 * it said; an attacker's do too. So the first valid source wins, what was signalled may still replace a stranger, and
 * after that nothing can.
 *
 * ```
 *             stranger                          signalled address
 *  waiting ───────────────► latched-to-stranger ───────────────► latched
 *     └────────────────── signalled address ────────────────────►
 * ```
 */
export class SourceLatch {
  readonly #signalled: NetworkAddress;
  #source: NetworkAddress | null = null;
  #state: 'waiting' | 'latched-to-stranger' | 'latched' = 'waiting';

  constructor(signalled: NetworkAddress) {
    this.#signalled = signalled;
  }

  /** Whether a valid packet from there is the peer's. `changed` where this packet moved the latch. */
  accept(from: NetworkAddress): { readonly accepted: boolean; readonly changed: boolean } {
    if (this.#source?.address === from.address && this.#source.port === from.port)
      return { accepted: true, changed: false };
    const isSignalled = from.address === this.#signalled.address;
    const mayChange = this.#state === 'waiting' || (this.#state === 'latched-to-stranger' && isSignalled);
    if (!mayChange) return { accepted: false, changed: false };
    this.#source = from;
    this.#state = isSignalled ? 'latched' : 'latched-to-stranger';
    return { accepted: true, changed: true };
  }

  /** Nothing can move the latch any more: the socket may be connected. */
  get final(): boolean {
    return this.#state === 'latched';
  }

  /** Where to send: to the source once it is known, to the signalled address before. */
  get target(): NetworkAddress {
    return this.#source ?? this.#signalled;
  }
}
