import { hash, timingSafeEqual } from 'node:crypto';
import type { Random } from '../../../foundation/random.ts';

/**
 * Nonces that need no memory: time of issue and some chance, signed together with the source and the realm they were
 * given to (RFC 7616 §3.3). Whoever shows one that is genuine has received our challenge at that very address.
 */
export class NonceMint {
  readonly #random: Random;
  readonly #innerKey: string;
  readonly #outerKey: string;

  constructor(random: Random) {
    this.#random = random;
    this.#innerKey = random.hex(32);
    this.#outerKey = random.hex(32);
  }

  /** `holder`: whom it is for, one line. */
  issue(holder: string, nowMs: number): string {
    const stamp = Math.floor(nowMs).toString(16).padStart(timeDigits, '0') + this.#random.hex(4);
    return stamp + this.#signature(stamp, holder);
  }

  /** When it was issued to this holder; null where it was not. */
  issuedAtMs(nonce: string, holder: string): number | null {
    if (!shape.test(nonce)) return null;
    const stamp = nonce.slice(0, timeDigits + 8);
    const signature = this.#signature(stamp, holder);
    if (!timingSafeEqual(Buffer.from(nonce.slice(timeDigits + 8)), Buffer.from(signature))) return null;
    return Number.parseInt(nonce.slice(0, timeDigits), 16);
  }

  /** As HMAC (RFC 2104) is built, with two keys of one whole block each: two plain hashes cost a fifth of an `Hmac` object. */
  #signature(stamp: string, holder: string): string {
    const inner = hash('sha256', `${this.#innerKey}${stamp}\n${holder}`);
    return hash('sha256', this.#outerKey + inner).slice(0, 32);
  }
}

const timeDigits = 12;
const shape = /^[0-9a-f]{52}$/;
