import { ComfortNoise } from '../../audio/index.ts';
import { Concealment, hole } from './concealment.ts';

const frameSamples = 160;
const samplesPerMs = 8;
/** Half a second: more than twice any delay we would wait for, and small enough that hundreds of calls share a processor's cache. */
const ringSamples = 4_096;
/** Clocks of two machines and timers of one wobble by so much. */
const slackSamples = 2 * samplesPerMs;

export interface JitterOptions {
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
}

/** Packets refused in an unbroken row of timestamps. */
const noneRefused = { inARow: 0, nextTimestamp: -1 };

const defaultOptions: JitterOptions = { minDelayMs: 20, maxDelayMs: 200 };

/**
 * Evens out what a network delivers: packets go in as they come, 20 ms of 8 kHz sound come out every 20 ms, each sample
 * at its own timestamp, so that any packet length, order, duplicate or pause comes out right. It waits as long as
 * packets have lately been late, between `minDelayMs` and `maxDelayMs`. Pure: times are arguments.
 *
 * ```
 *              played          waiting            not yet come
 *  ────────────────────────┬──────────────────┬─────────────────► timestamp
 *                        play               newest
 *                          └─── wanted delay ──┘   play too early: a frame is concealed and play waits
 *                                                  play too late:  a frame is skipped
 * ```
 */
export class JitterBuffer {
  readonly #options: JitterOptions;
  readonly #ring = new Int16Array(ringSamples).fill(hole);
  readonly #out = new Int16Array(frameSamples);
  readonly #conceal = new Concealment();
  /** Extended timestamp of the next sample to play; null before the first packet. */
  #play: number | null = null;
  #startAtMs = 0;
  #newest = 0;
  #transit = new SlidingMinimum();
  /** How late packets have lately been against the fastest, in milliseconds; falls slowly. */
  #spreadMs = 20;
  #lastPushMs = 0;
  #refused = noneRefused;
  #tooLateSince: number | null = null;
  readonly #noise = new ComfortNoise();
  /** Extended timestamps between which the peer says that it is silent; `to` null: still. */
  #quiet: { readonly from: number; readonly to: number | null } | null = null;

  constructor(options: JitterOptions = defaultOptions) {
    this.#options = options;
  }

  /** What the buffer waits for at present, in milliseconds. */
  get delayMs(): number {
    return Math.min(this.#options.maxDelayMs, Math.max(this.#options.minDelayMs, this.#spreadMs + 5));
  }

  /** Takes the samples that begin at a 32-bit timestamp. */
  push(timestamp: number, samples: Int16Array, nowMs: number): 'kept' | 'late' | 'duplicate' {
    if (this.#play === null) this.#begin(timestamp, nowMs);
    const extended = this.#newest + ((timestamp - this.#newest) | 0);
    const fromPlay = extended - (this.#play as number);
    const isNear = Math.abs(fromPlay) + samples.length <= ringSamples;
    if (isNear) this.#measure(extended, nowMs);
    if (!isNear || fromPlay + samples.length <= 0) return this.#refuse(timestamp, samples, nowMs, isNear);
    this.#refused = noneRefused;
    const fresh = this.#store(Math.max(0, -fromPlay), extended, samples);
    this.#newest = Math.max(this.#newest, extended);
    if (this.#quiet?.to === null && extended > this.#quiet.from) this.#quiet = { from: this.#quiet.from, to: extended };
    return fresh ? 'kept' : 'duplicate';
  }

  /** From a 32-bit timestamp until the next samples the peer is silent, and sounds like noise of that level. */
  pushSilence(timestamp: number, levelDbfs: number, nowMs: number): void {
    this.#noise.setLevel(levelDbfs);
    // Far from what is played: the sender's clock has jumped.
    if (this.#play !== null && Math.abs((timestamp - this.#play) | 0) > ringSamples) this.reset();
    if (this.#play === null) this.#begin(timestamp, nowMs);
    const extended = this.#newest + ((timestamp - this.#newest) | 0);
    this.#measure(extended, nowMs);
    this.#newest = Math.max(this.#newest, extended);
    if (this.#quiet?.to !== null) this.#quiet = { from: extended, to: null };
  }

  /** The next 20 ms. `concealed` of them were made up because nothing had come. Good until the next pull. */
  pull(nowMs: number): { readonly samples: Int16Array; readonly concealed: number } {
    const samples = this.#out;
    if (this.#play === null || nowMs < this.#startAtMs) return { samples: samples.fill(0), concealed: 0 };
    const isHeld = this.#holdsBack(nowMs);
    const position = this.#play;
    if (isHeld) samples.fill(hole);
    else {
      this.#take(position, samples);
      this.#play = position + frameSamples;
    }
    if (this.#quiet) this.#fillSilence(samples, position, this.#quiet);
    let concealed = 0;
    // Natively searched: in the normal case there is no hole, and nothing to count.
    for (let at = samples.indexOf(hole); at !== -1; at = samples.indexOf(hole, at + 1)) concealed++;
    return { samples: this.#conceal.cover(samples, concealed), concealed };
  }

  /** When the sound at a 32-bit timestamp would have come over a network that never delays more than its least. */
  steadyMs(timestamp: number): number {
    return (this.#newest + ((timestamp - this.#newest) | 0)) / samplesPerMs + this.#transit.value;
  }

  /** Forgets all: another source speaks now. */
  reset(): void {
    this.#ring.fill(hole);
    this.#play = null;
    this.#transit = new SlidingMinimum();
    this.#spreadMs = 20;
    this.#refused = noneRefused;
    this.#tooLateSince = null;
    this.#quiet = null;
  }

  #begin(timestamp: number, nowMs: number): void {
    this.#play = timestamp;
    this.#newest = timestamp;
    this.#startAtMs = nowMs + this.delayMs;
    this.#lastPushMs = nowMs;
  }

  /** Writes samples from `skip` on into their slots; says whether any of them is new. */
  #store(skip: number, extended: number, samples: Int16Array): boolean {
    let fresh = false;
    for (let from = skip; from < samples.length;) {
      const slot = (extended + from) & (ringSamples - 1);
      const room = ringSamples - slot;
      // Nearly always all of it: a view of a part costs more than the copy.
      const part = from === 0 && samples.length <= room ? samples : samples.subarray(from, from + room);
      fresh ||= this.#ring[slot] === hole || this.#ring[slot + part.length - 1] === hole;
      this.#ring.set(part, slot);
      from += part.length;
    }
    return fresh;
  }

  /** Moves what stands at `position` out of the ring, holes included. */
  #take(position: number, into: Int16Array): void {
    for (let done = 0; done < into.length;) {
      const slot = (position + done) & (ringSamples - 1);
      const part = this.#ring.subarray(slot, slot + into.length - done);
      into.set(part, done);
      part.fill(hole);
      done += part.length;
    }
  }

  /** Noise for what is missing where the peer is silent: that is no loss. */
  #fillSilence(samples: Int16Array, position: number, { from, to }: { from: number; to: number | null }): void {
    for (let at = samples.indexOf(hole); at !== -1; at = samples.indexOf(hole, at + 1))
      if (position + at >= from && (to === null || position + at < to)) samples[at] = this.#noise.next();
    if (to !== null && position >= to) this.#quiet = null;
  }

  /** Many refused that follow one another are no stragglers: the sender's clock has jumped, or it paused it. */
  #refuse(timestamp: number, samples: Int16Array, nowMs: number, isNear: boolean): 'kept' | 'late' {
    const inARow = timestamp === this.#refused.nextTimestamp ? this.#refused.inARow + 1 : 1;
    this.#refused = { inARow, nextTimestamp: (timestamp + samples.length) >>> 0 };
    if (inARow < (isNear ? 25 : 5)) return 'late';
    this.reset();
    this.push(timestamp, samples, nowMs);
    return 'kept';
  }

  #measure(extended: number, nowMs: number): void {
    const transitMs = nowMs - extended / samplesPerMs;
    const lateMs = transitMs - this.#transit.push(transitMs, nowMs);
    const fallenMs = (nowMs - this.#lastPushMs) / 100;
    this.#lastPushMs = nowMs;
    this.#spreadMs = Math.max(lateMs, this.#spreadMs - fallenMs, 0);
  }

  /** Compares where we play with where we want to; skips a frame here, or says that this one must wait. */
  #holdsBack(nowMs: number): boolean {
    const play = this.#play as number;
    const wanted = (nowMs - this.#transit.value - this.delayMs) * samplesPerMs;
    if (play - wanted > slackSamples) return true;
    if (wanted - play <= 2 * frameSamples) {
      this.#tooLateSince = null;
      return false;
    }
    this.#tooLateSince ??= nowMs;
    if (nowMs - this.#tooLateSince < 500) return false;
    this.#tooLateSince = nowMs - 400;
    this.#take(play, new Int16Array(frameSamples));
    this.#play = play + frameSamples;
    return false;
  }
}

/** The smallest value of the last two to four seconds. */
class SlidingMinimum {
  value = Number.POSITIVE_INFINITY;
  #current = Number.POSITIVE_INFINITY;
  #previous = Number.POSITIVE_INFINITY;
  #turnAtMs = Number.NEGATIVE_INFINITY;

  push(value: number, nowMs: number): number {
    if (nowMs >= this.#turnAtMs) {
      this.#previous = this.#current;
      this.#current = Number.POSITIVE_INFINITY;
      this.#turnAtMs = nowMs + 2000;
    }
    this.#current = Math.min(this.#current, value);
    this.value = Math.min(this.#current, this.#previous);
    return this.value;
  }
}
