import type { Clock } from '../../../foundation/clock.ts';

/** How a service wants its sound. */
export interface Pace {
  /** Between two packets at the least. */
  readonly everyMs: number;
  /** Sound of a packet, at 8 kHz: the shortest worth sending while more comes, and the longest it takes. */
  readonly shortestMs: number;
  readonly longestMs: number;
}

const samplesPerMs = 8;

/**
 * Sound on its way to a service that refuses to be flooded: what waited for the connection, or a whole turn sent again, goes out at
 * `longestMs` of sound every `everyMs` and no faster; sound that comes in real time is passed on as it comes. The last packet of a
 * turn waits for nothing, since a person waits for the answer to it.
 */
export class PacedSound {
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly #send: (packet: Int16Array) => void;
  readonly #done: () => void;
  #queue: Int16Array[] = [];
  #queued = 0;
  #flowing = false;
  #finished = false;
  #stopped = false;
  #cancelWait: (() => void) | null = null;

  /** `done`: all sound is sent, once after `finish`. */
  constructor(clock: Clock, pace: Pace, send: (packet: Int16Array) => void, done: () => void) {
    this.#clock = clock;
    this.#pace = pace;
    this.#send = send;
    this.#done = done;
  }

  /** The service takes sound from now on. */
  flow(): void {
    this.#flowing = true;
    this.#pump();
  }

  /** Copies: the caller may use the array again. */
  push(samples: Int16Array): void {
    if (this.#finished || this.#stopped) return;
    this.#queue.push(samples.slice());
    this.#queued += samples.length;
    this.#pump();
  }

  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    if (this.#queued <= this.#pace.longestMs * samplesPerMs) this.#unwait();
    this.#pump();
  }

  /** Nothing more is sent, and `done` is not called. */
  stop(): void {
    this.#stopped = true;
    this.#queue = [];
    this.#unwait();
  }

  #pump(): void {
    if (!this.#flowing || this.#stopped || this.#cancelWait) return;
    if (this.#queued >= (this.#finished ? 1 : this.#pace.shortestMs * samplesPerMs)) {
      this.#send(this.#take());
      if (this.#queued === 0 && this.#finished) return this.#end();
      this.#cancelWait = this.#clock.after(this.#pace.everyMs, () => {
        this.#cancelWait = null;
        this.#pump();
      });
    } else if (this.#finished) this.#end();
  }

  #take(): Int16Array {
    const packet = new Int16Array(Math.min(this.#queued, this.#pace.longestMs * samplesPerMs));
    let at = 0;
    while (at < packet.length) {
      const [first] = this.#queue;
      if (!first) break;
      const part = first.subarray(0, packet.length - at);
      packet.set(part, at);
      at += part.length;
      if (part.length === first.length) this.#queue.shift();
      else this.#queue[0] = first.subarray(part.length);
    }
    this.#queued -= packet.length;
    return packet;
  }

  #end(): void {
    this.stop();
    this.#done();
  }

  #unwait(): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
  }
}
