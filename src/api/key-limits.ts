import { createHash } from 'node:crypto';
import type { Clock } from '../foundation/clock.ts';
import { CodedError } from '../foundation/errors.ts';
import { Buckets } from './buckets.ts';

/** Requests of one key. */
const ofOneKey = { perSecond: 20, burst: 60 };
/** Keys that are none, tried from one address. */
const wrongFromOneAddress = { perSecond: 0.2, burst: 20 };

const mostKnown = 10_000;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64');

/**
 * How often keys may be used, and how often an address may try what is no key. Keys that were good before are not kept out by
 * others who guess from behind the same address.
 */
export class KeyLimits {
  readonly #requests: Buckets;
  readonly #wrong: Buckets;
  readonly #known = new Set<string>();
  readonly #guessed: (address: string) => void;

  /** `guessed` is told of an address whenever one of its guesses is the last that is heard for now. */
  constructor(clock: Clock, guessed: (address: string) => void) {
    this.#guessed = guessed;
    this.#requests = new Buckets(clock, ofOneKey);
    this.#wrong = new Buckets(clock, wrongFromOneAddress);
  }

  /** Counts a use. Refuses with `too-many-requests`, whose fact `retryAfterSec` says when to come again. */
  count(token: string, address: string): void {
    const hash = hashOf(token);
    const waitMs = Math.max(this.#requests.take(hash), this.#known.has(hash) ? 0 : this.#wrong.waitMs(address));
    if (waitMs === 0) return;
    const retryAfterSec = Math.ceil(waitMs / 1_000);
    throw new CodedError('too-many-requests', `too many requests: try again in ${retryAfterSec} s`, { retryAfterSec });
  }

  /** What a token turned out to be. */
  noteResult(token: string, address: string, good: boolean): void {
    if (!good) {
      this.#wrong.take(address);
      if (this.#wrong.waitMs(address) > 0) this.#guessed(address);
      return;
    }
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.add(hashOf(token));
  }
}
