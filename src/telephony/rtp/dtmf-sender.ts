import { eventKeys, formatTelephoneEvent } from './telephone-event.ts';

const frameUnits = 160;
const endPackets = 3;

/** What to send in one 20 ms slot in place of voice. `timestamp` is that of the key's beginning. */
export interface DtmfSlot {
  readonly marker: boolean;
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

/**
 * Sends keys as RFC 4733 events, a packet every 20 ms: each key for `pressMs`, its end three times, then a pause.
 *
 * ```
 *  idle ──key waits──► pressed ──pressMs──► ending (3 packets) ──► pause ──pauseMs──► idle
 * ```
 */
export class DtmfSender {
  readonly #pressUnits: number;
  readonly #pauseSlots: number;
  #waiting: number[] = [];
  #event: number | null = null;
  #startedAt = 0;
  #duration = 0;
  #endsLeft = 0;
  #pauseLeft = 0;

  constructor(pressMs = 100, pauseMs = 60) {
    this.#pressUnits = pressMs * 8;
    this.#pauseSlots = Math.ceil(pauseMs / 20);
  }

  /** Keys other than 0–9 * # A–D are left out. */
  press(keys: string): void {
    for (const key of keys.toUpperCase()) {
      const event = eventKeys.indexOf(key);
      if (event !== -1) this.#waiting.push(event);
    }
  }

  get busy(): boolean {
    return this.#event !== null || this.#waiting.length > 0;
  }

  /** The key being sent now, for peers that take keys only as sound. */
  get sounding(): string | null {
    return this.#event !== null && this.#endsLeft === endPackets ? (eventKeys[this.#event] as string) : null;
  }

  /** The packet for the slot that begins at `timestamp`, null where voice may go. */
  next(timestamp: number): DtmfSlot | null {
    if (this.#event === null && !this.#begin(timestamp)) return null;
    const first = this.#duration === 0;
    const event = this.#event as number;
    if (this.#endsLeft === endPackets) this.#duration = Math.min(0xffff, this.#duration + frameUnits);
    const end = this.#duration >= this.#pressUnits;
    if (end && --this.#endsLeft === 0) {
      this.#event = null;
      this.#pauseLeft = this.#pauseSlots;
    }
    return {
      marker: first,
      timestamp: this.#startedAt,
      payload: formatTelephoneEvent({ event, end, duration: this.#duration }),
    };
  }

  #begin(timestamp: number): boolean {
    if (this.#pauseLeft > 0) {
      this.#pauseLeft--;
      return false;
    }
    const event = this.#waiting.shift();
    if (event === undefined) return false;
    this.#event = event;
    this.#startedAt = timestamp;
    this.#duration = 0;
    this.#endsLeft = endPackets;
    return true;
  }
}
