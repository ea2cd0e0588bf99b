import { detached } from '../message/detached.ts';

/**
 * Which uses of our nonces have been seen, so that no answer works twice (RFC 7616 §3.3, `nc`). Bounded: when it is full
 * the oldest is forgotten, and what may have been forgotten counts as used.
 */
export class NonceCounts {
  readonly #capacity: number;
  readonly #lifeMs: number;
  readonly #used = new Map<string, { readonly issuedAtMs: number; count: number }>();
  /** Nonces issued until then may have been forgotten. */
  #forgottenUntilMs = -Infinity;

  constructor(capacity: number, lifeMs: number) {
    this.#capacity = capacity;
    this.#lifeMs = lifeMs;
  }

  get size(): number {
    return this.#used.size;
  }

  /** Notes a use of a genuine nonce; false where it is too old or was used with this or a later count before. */
  use(nonce: string, issuedAtMs: number, count: number, nowMs: number): boolean {
    if (nowMs - issuedAtMs > this.#lifeMs) return false;
    const known = this.#used.get(nonce);
    if (known) {
      if (count <= known.count) return false;
      known.count = count;
      return true;
    }
    if (issuedAtMs <= this.#forgottenUntilMs) return false;
    this.#used.set(detached(nonce), { issuedAtMs, count });
    this.#forget(nowMs);
    return true;
  }

  #forget(nowMs: number): void {
    for (const [nonce, { issuedAtMs }] of this.#used) {
      const expired = nowMs - issuedAtMs > this.#lifeMs;
      if (!expired && this.#used.size <= this.#capacity) return;
      this.#used.delete(nonce);
      this.#forgottenUntilMs = Math.max(this.#forgottenUntilMs, issuedAtMs);
    }
  }
}
